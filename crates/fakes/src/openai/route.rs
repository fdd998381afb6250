//! From a request to its answer.

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::access::{self, Caller, Face};
use super::asked::Format;
use super::config::Wire;
use super::log::Received;
use super::refusal::Refusal;
use super::respond::Occasion;
use super::wire::{self, Asker};
use super::{Shared, body::Body, ids, inference, lists};
use crate::service::canaries::canaries;
use crate::service::ids::Ids;
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
        && let Some(response) = controlled(fake, &parts)
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
            .request(Received::new(&parts, body, &answered.scenario, status));
    }
    answered.response
}

fn controlled(fake: &Shared, parts: &Parts) -> Option<Response<Body>> {
    if parts.method == Method::GET && parts.uri.path() == "/__askers" {
        let askers: Vec<Asker> = fake.log.requests().iter().map(Asker::of).collect();
        return Some(plain::json(&json!(askers)));
    }
    control::answer(&fake.log, &fake.flaky, parts)
}

fn violations(fake: &Shared, parts: &Parts) -> Vec<String> {
    let mut problems = canaries(parts, &fake.config.canaries);
    if let Wire::Gateway { version } = &fake.config.wire {
        problems.extend(wire::problems(parts, version));
    }
    problems
}

async fn route(fake: &Shared, parts: &Parts, body: &Bytes) -> Answered {
    let mut made = if fake.config.deterministic_ids {
        ids_of(body)
    } else {
        Ids::random()
    };
    let request_id = ids::request(&mut made);
    let unknown = Occasion {
        fake,
        request_id: &request_id,
        caller: None,
    };
    let path = parts.uri.path();
    if body.len() > fake.config.max_body {
        return unknown.refusal(&too_large()).into();
    }
    let admitted = match path.strip_prefix("/backend-api/") {
        Some(rest) => access::of_backend(fake, &parts.headers, rest == "codex/responses"),
        None => access::of_api(fake, &parts.headers),
    };
    let caller = match admitted {
        Ok(caller) => caller,
        Err(refusal) => return unknown.refusal(&refusal).into(),
    };
    let occasion = Occasion {
        caller: Some(&caller),
        ..unknown
    };
    match endpoint(parts, &caller) {
        Ok(Endpoint::Inference(format)) => {
            inference::answer(format, occasion, &caller, parts, body, made).await
        }
        Ok(Endpoint::List) => lists::answer(occasion, &caller, parts).into(),
        Err(refusal) => occasion.refusal(&refusal).into(),
    }
}

enum Endpoint {
    Inference(Format),
    /// Models and usage.
    List,
}

fn endpoint(parts: &Parts, caller: &Caller) -> Result<Endpoint, Refusal> {
    let path = parts.uri.path();
    let found = match (caller.face, path, &parts.method) {
        (Face::Codex, "/backend-api/codex/responses", &Method::POST) => {
            Endpoint::Inference(Format::Responses)
        }
        (Face::Codex, "/backend-api/codex/models" | "/backend-api/wham/usage", &Method::GET) => {
            Endpoint::List
        }
        // Upgrades to WebSocket are not spoken here; the Codex client then falls back to POST (measured with codex 0.169).
        (Face::Codex, "/backend-api/codex/responses", _) => {
            return Err(Refusal::detail(426, "Upgrade Required"));
        }
        (Face::Codex, ..) => return Err(Refusal::detail(404, "Not Found")),
        (_, "/v1/responses", &Method::POST) => Endpoint::Inference(Format::Responses),
        (_, "/v1/models", &Method::GET) => Endpoint::List,
        // developers.openai.com/siwc, "Models and inference" and "Errors and recovery".
        (Face::Plan, ..) => {
            let message = "This route cannot be used with a ChatGPT plan.";
            let refusal = Refusal::new(403, "permission_error", message);
            return Err(refusal.code("subscription_sharing_route_not_supported"));
        }
        (_, "/v1/chat/completions", &Method::POST) => Endpoint::Inference(Format::Chat),
        (_, path, &Method::GET) if path.starts_with("/v1/models/") => Endpoint::List,
        (_, path, method) => {
            // The API's own message.
            let message = format!("Invalid URL ({method} {path})");
            return Err(Refusal::new(404, "invalid_request_error", message));
        }
    };
    Ok(found)
}

fn too_large() -> Refusal {
    Refusal::new(413, "invalid_request_error", "Request body is too large")
}

/// Ids that follow from a body, however it asks to be answered: streamed and whole answers get the same.
fn ids_of(body: &[u8]) -> Ids {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(mut members)) => {
            members.remove("stream");
            members.remove("stream_options");
            Ids::from_bytes(Value::Object(members).to_string().as_bytes())
        }
        _ => Ids::from_bytes(body),
    }
}
