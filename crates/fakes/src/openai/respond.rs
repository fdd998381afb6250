//! Responses.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use serde_json::Value;

use super::Shared;
use super::access::{Caller, Face};
use super::answers::{Answer, stream};
use super::body::Body;
use super::headers;
use super::refusal::Refusal;
use crate::service::delivery::{Ending, broken_whole, gzip_whole};
use crate::service::ids::Ids;
use crate::service::log::StreamGuard;
use crate::service::respond::{JSON, plain};

/// Under which circumstances an answer is given.
#[derive(Clone, Copy)]
pub(crate) struct Occasion<'a> {
    pub(crate) fake: &'a Shared,
    pub(crate) request_id: &'a str,
    /// Who asks; `None` where that is not known yet.
    pub(crate) caller: Option<&'a Caller>,
}

impl Occasion<'_> {
    /// A good answer that is a JSON value.
    pub(crate) fn json(self, value: &Value) -> Response<Body> {
        self.finish(plain(StatusCode::OK, JSON, Body::whole(value.to_string())))
    }

    /// A good answer without a body.
    pub(crate) fn status(self, status: StatusCode) -> Response<Body> {
        self.finish(plain(status, JSON, Body::whole(Bytes::new())))
    }

    /// An error answer.
    pub(crate) fn refusal(self, refusal: &Refusal) -> Response<Body> {
        let body = Body::whole(refusal.body().to_string());
        let mut response = self.finish(plain(refusal.status, JSON, body));
        let all = response.headers_mut();
        for (name, _) in &refusal.headers {
            all.remove(*name);
        }
        for (name, value) in &refusal.headers {
            headers::add(all, name, value);
        }
        response
    }

    /// An answer: streamed or whole, as the request asks.
    pub(crate) fn answer(self, answer: &Answer, streamed: bool, marker: &str) -> Response<Body> {
        let delivery = &answer.reply.delivery;
        let mut response = if streamed {
            self.streamed(answer, marker)
        } else if let Some(refusal) = answer.refusal() {
            return self.refusal(&refusal);
        } else {
            self.whole(answer, marker)
        };
        if delivery.gzip {
            response
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        self.finish(response)
    }

    fn streamed(self, answer: &Answer, marker: &str) -> Response<Body> {
        let config = &self.fake.config;
        let steps = stream::steps(answer, config.mode, config.event_pace);
        let body = Body::stream(steps, self.guard(answer, marker));
        let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
        let mut response = plain(StatusCode::OK, kind, body);
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }

    fn whole(self, answer: &Answer, marker: &str) -> Response<Body> {
        let value = stream::whole(answer, self.fake.config.mode);
        let mut bytes = value.to_string().into_bytes();
        let delivery = &answer.reply.delivery;
        if delivery.gzip {
            bytes = gzip_whole(&bytes);
        }
        let bytes = Bytes::from(bytes);
        let body = match delivery.ending {
            Ending::Complete => Body::whole(bytes),
            ending => {
                let length = bytes.len() as u64;
                let steps = broken_whole(&bytes, ending);
                Body::promising(length, steps, self.guard(answer, marker))
            }
        };
        plain(StatusCode::OK, JSON, body)
    }

    fn guard(self, answer: &Answer, marker: &str) -> StreamGuard {
        if !self.fake.config.control {
            return StreamGuard::silent();
        }
        let cut = answer.reply.delivery.ending != Ending::Complete;
        self.fake.log.stream(&answer.id, marker, cut)
    }

    /// Adds what every answer of the face carries.
    fn finish(self, mut response: Response<Body>) -> Response<Body> {
        let succeeded = response.status().is_success();
        let all = response.headers_mut();
        headers::ids(all, self.request_id);
        let face = self.caller.map(|caller| caller.face);
        if self.fake.config.edge {
            let ray = Ids::from_bytes(self.request_id.as_bytes()).hex16();
            let domain = match face {
                Some(Face::Codex) => "chatgpt.com",
                _ => "api.openai.com",
            };
            headers::edge(all, &ray, domain);
        }
        match (face, self.caller) {
            (Some(Face::Codex), Some(caller)) => self.limits(all, caller),
            // No rate-limit headers are published for plans (developers.openai.com/siwc).
            (Some(Face::Api), _) if self.fake.config.edge && succeeded => headers::api(all),
            _ => {}
        }
        response
    }

    fn limits(self, all: &mut HeaderMap, caller: &Caller) {
        headers::add(all, "x-models-etag", headers::MODELS_ETAG);
        if self.fake.config.limits {
            headers::limits(headers::windows(), &caller.plan)
                .iter()
                .for_each(|(name, value)| headers::add(all, name, value));
        }
    }
}
