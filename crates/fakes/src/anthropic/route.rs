//! From a request to its answer.

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};

use super::body::Body;
use super::config::{Mode, Wire};
use super::ids::Ids;
use super::refusal::Refusal;
use super::validate::Endpoint;
use super::{Shared, access, catalogue, log, messages, respond, wire};
use crate::service::{control, respond as plain};

/// An answer, and the scenario that gave it.
pub(crate) struct Answered {
    pub(crate) response: Response<Body>,
    pub(crate) scenario: String,
}

impl From<Response<Body>> for Answered {
    fn from(response: Response<Body>) -> Self {
        Self {
            response,
            scenario: String::new(),
        }
    }
}

pub(crate) async fn answer(fake: &Shared, request: Request<Bytes>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if fake.config.control
        && let Some(response) = control::answer(&fake.log, &fake.flaky, &parts)
    {
        return response;
    }
    let answered = match violations(fake, &parts) {
        problems if problems.is_empty() => route(fake, &parts, &body).await,
        problems => {
            let reason = problems.join("; ");
            fake.log
                .violation(format!("{} {}: {reason}", parts.method, parts.uri.path()));
            plain::text(StatusCode::BAD_REQUEST, reason).into()
        }
    };
    if fake.config.control {
        let status = answered.response.status().as_u16();
        fake.log
            .request(log::Received::new(&parts, body, &answered.scenario, status));
    }
    answered.response
}

fn violations(fake: &Shared, parts: &Parts) -> Vec<String> {
    let mut problems = wire::canaries(parts, &fake.config.canaries);
    if let Wire::Gateway { version } = &fake.config.wire {
        problems.extend(wire::problems(parts, version));
    }
    problems
}

async fn route(fake: &Shared, parts: &Parts, body: &Bytes) -> Answered {
    let mut ids = if fake.config.deterministic_ids {
        messages::ids(body)
    } else {
        Ids::random()
    };
    let request_id = ids.request();
    let endpoint = match (parts.uri.path(), &parts.method) {
        ("/", &Method::HEAD) => return respond::empty(fake, &request_id).into(),
        ("/v1/messages", &Method::POST) => Endpoint::Messages,
        ("/v1/messages/count_tokens", &Method::POST) => Endpoint::CountTokens,
        ("/v1/messages" | "/v1/messages/count_tokens", _) => {
            let refusal = Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "invalid_request_error",
                "Method Not Allowed",
            );
            return respond::refusal(fake, &refusal, &request_id).into();
        }
        (path, &Method::GET) if path == "/v1/models" || path.starts_with("/v1/models/") => {
            let found =
                admitted(fake, parts).and_then(|()| catalogue::answer(&fake.config.models, parts));
            return match found {
                Ok(value) => respond::json(fake, &value, &request_id).into(),
                Err(refusal) => respond::refusal(fake, &refusal, &request_id).into(),
            };
        }
        _ => return respond::refusal(fake, &Refusal::not_found("Not found"), &request_id).into(),
    };
    if let Err(refusal) = admitted(fake, parts).and_then(|()| readable(fake, parts, body)) {
        return respond::refusal(fake, &refusal, &request_id).into();
    }
    messages::answer(fake, parts, body, endpoint, ids, &request_id).await
}

/// Who may ask at all.
fn admitted(fake: &Shared, parts: &Parts) -> Result<(), Refusal> {
    let required = fake.config.require_key.as_deref();
    let logins = fake.config.logins.as_ref();
    if fake.config.mode == Mode::Lenient {
        return if required.is_some() {
            access::credential(&parts.headers, required, logins)
        } else {
            Ok(())
        };
    }
    access::credential(&parts.headers, required, logins)?;
    if fake.config.own_programs {
        access::program(&parts.headers)?;
    }
    access::version(&parts.headers).map(|_| ())
}

/// Whether the body can be read: not too large (Anthropic API docs, "Request size limits"), and JSON.
fn readable(fake: &Shared, parts: &Parts, body: &Bytes) -> Result<(), Refusal> {
    if body.len() > fake.config.max_body {
        return Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            "Request exceeds the maximum size",
        ));
    }
    if fake.config.mode == Mode::Lenient {
        Ok(())
    } else {
        access::content_type(&parts.headers)
    }
}
