//! Responses.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, HeaderValue};
use http::{Response, StatusCode};
use serde_json::Value;

use super::asked::Asked;
use super::body::Body;
use super::config::Mode;
use super::hostile::Hostile;
use super::ids::Ids;
use super::log::StreamGuard;
use super::refusal::Refusal;
use super::reply::{Ending, Message};
use super::stream::{self, Style};
use super::{Shared, headers};
use crate::service::respond::{self as plain, JSON, plain};

/// A good answer without a body.
pub(crate) fn empty(fake: &Shared, request_id: &str) -> Response<Body> {
    finish(
        fake,
        plain(StatusCode::OK, JSON, Body::whole(Bytes::new())),
        request_id,
    )
}

/// A good answer that is a JSON value.
pub(crate) fn json(fake: &Shared, value: &Value, request_id: &str) -> Response<Body> {
    finish(fake, plain::json(value), request_id)
}

/// An error answer.
pub(crate) fn refusal(fake: &Shared, refusal: &Refusal, request_id: &str) -> Response<Body> {
    let body = refusal.body(request_id).to_string();
    let mut response = finish(
        fake,
        plain(refusal.status, JSON, Body::whole(body)),
        request_id,
    );
    for (name, _) in &refusal.headers {
        response.headers_mut().remove(*name);
    }
    for (name, value) in &refusal.headers {
        headers::add(response.headers_mut(), name, value);
    }
    response
}

/// A message: streamed or whole, as the request asks.
pub(crate) fn message(
    fake: &Shared,
    message: &Message,
    asked: Asked<'_>,
    request_id: &str,
) -> Response<Body> {
    let gzip = message.reply.delivery.gzip;
    let mut response = if asked.wants_stream() {
        streamed(fake, message, asked, request_id)
    } else if message.reply.delivery.ending == Ending::ErrorEvent {
        let status = StatusCode::from_u16(529).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        return refusal(
            fake,
            &Refusal::new(status, "overloaded_error", "Overloaded"),
            request_id,
        );
    } else {
        whole(fake, message, asked)
    };
    if gzip {
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    finish(fake, response, request_id)
}

fn streamed(
    fake: &Shared,
    message: &Message,
    asked: Asked<'_>,
    request_id: &str,
) -> Response<Body> {
    let style = match fake.config.mode {
        Mode::Hostile => Style::Hostile(Hostile::default()),
        Mode::Strict | Mode::Lenient => Style::Plain,
    };
    let steps = stream::steps(message, request_id, style, fake.config.event_pace);
    let body = Body::stream(steps, guard(fake, message, asked));
    let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
    let mut response = plain(StatusCode::OK, kind, body);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn whole(fake: &Shared, message: &Message, asked: Asked<'_>) -> Response<Body> {
    let mut value = message.whole();
    if fake.config.mode == Mode::Hostile {
        Hostile::whole(&mut value);
    }
    let mut bytes = value.to_string().into_bytes();
    let delivery = &message.reply.delivery;
    if delivery.gzip {
        bytes = stream::gzip_whole(&bytes);
    }
    let bytes = Bytes::from(bytes);
    let body = match delivery.ending {
        Ending::Complete => Body::whole(bytes),
        ending => {
            let length = bytes.len() as u64;
            Body::promising(
                length,
                stream::broken_whole(&bytes, ending),
                guard(fake, message, asked),
            )
        }
    };
    plain(StatusCode::OK, JSON, body)
}

fn guard(fake: &Shared, message: &Message, asked: Asked<'_>) -> StreamGuard {
    if !fake.config.control {
        return StreamGuard::silent();
    }
    let cut = message.reply.delivery.ending != Ending::Complete;
    fake.log.stream(&message.id, &asked.question(), cut)
}

/// Adds what every answer of the API carries.
fn finish(fake: &Shared, mut response: Response<Body>, request_id: &str) -> Response<Body> {
    let succeeded = response.status().is_success();
    let all = response.headers_mut();
    headers::ids(all, request_id);
    if fake.config.edge {
        headers::edge(all, &Ids::from_bytes(request_id.as_bytes()).hex16());
    }
    if fake.config.unified_limits {
        headers::plan_limits()
            .iter()
            .for_each(|(name, value)| headers::add(all, name, value));
    } else if fake.config.edge && succeeded {
        headers::key_limits(all);
    }
    response
}
