//! `POST /v1/messages` and `POST /v1/messages/count_tokens`.

use bytes::Bytes;
use http::request::Parts;
use serde_json::{Value, json};

use super::asked::Asked;
use super::config::Mode;
use super::hostile::Hostile;
use super::ids::Ids;
use super::refusal::Refusal;
use super::reply::{Message, Reply};
use super::route::Answered;
use super::scenario::{self, Named, Scene};
use super::validate::{self, Endpoint, Rules};
use super::{Shared, access, respond, tokens};

/// The beta with which a thinking budget spans a turn's tool calls (Anthropic API docs, "Interleaved thinking").
const INTERLEAVED: &str = "interleaved-thinking-2025-05-14";

/// Ids that follow from a body, however it asks to be answered: streamed and whole answers get the same.
pub(crate) fn ids(body: &[u8]) -> Ids {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(mut members)) => {
            members.remove("stream");
            Ids::from_bytes(Value::Object(members).to_string().as_bytes())
        }
        _ => Ids::from_bytes(body),
    }
}

pub(crate) async fn answer(
    fake: &Shared,
    parts: &Parts,
    body: &Bytes,
    endpoint: Endpoint,
    mut ids: Ids,
    request_id: &str,
) -> Answered {
    let body = match parse(body).and_then(|body| checked(fake, parts, body, endpoint)) {
        Ok(body) => body,
        Err(refusal) => return respond::refusal(fake, &refusal, request_id).into(),
    };
    if endpoint == Endpoint::CountTokens {
        return respond::json(
            fake,
            &json!({ "input_tokens": tokens::prompt(&body) }),
            request_id,
        )
        .into();
    }
    let asked = Asked::new(&body);
    let named = scenario::named(asked, &parts.headers, &fake.config.default_scenario);
    let id = ids.message();
    let response = match reply(fake, asked, &named, &mut ids) {
        Ok(reply) => {
            let usage = tokens::usage(&body, &reply.blocks);
            let message = Message {
                id,
                model: asked.model().to_owned(),
                reply,
                usage,
            };
            tokio::time::sleep(message.reply.delivery.headers_after).await;
            respond::message(fake, &message, asked, request_id)
        }
        Err(refusal) => respond::refusal(fake, &refusal, request_id),
    };
    Answered {
        response,
        scenario: named.name,
    }
}

fn reply(fake: &Shared, asked: Asked<'_>, named: &Named, ids: &mut Ids) -> Result<Reply, Refusal> {
    if named.name == "flaky" && fake.flaky.is_first(&asked.text()) {
        return Err(Refusal::new(overloaded(), "overloaded_error", "Overloaded")
            .with_header("x-should-retry", "true"));
    }
    match fake.author {
        Some(author) if named.name == "text" => Ok(scenario::stopped(author(asked, ids), asked)),
        _ => scenario::play(
            &Scene {
                asked,
                named,
                reply: &fake.config.reply,
            },
            ids,
        ),
    }
}

/// 529, which has no name in HTTP (Anthropic API docs, "Errors").
fn overloaded() -> http::StatusCode {
    http::StatusCode::from_u16(529).unwrap_or(http::StatusCode::SERVICE_UNAVAILABLE)
}

/// Reads the body; what does not parse is refused with its position, as the API does.
fn parse(body: &Bytes) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let before: usize = body
            .split_inclusive(|byte| *byte == b'\n')
            .take(error.line().saturating_sub(1))
            .map(<[u8]>::len)
            .sum();
        let full = error.to_string();
        let problem = full.split(" at line ").next().unwrap_or(&full);
        Refusal::invalid(format!(
            "The request body is not valid JSON: {problem}: line {} column {} (char {})",
            error.line(),
            error.column(),
            before + error.column().saturating_sub(1),
        ))
    })
}

fn checked(
    fake: &Shared,
    parts: &Parts,
    mut body: Value,
    endpoint: Endpoint,
) -> Result<Value, Refusal> {
    if fake.config.mode == Mode::Hostile {
        Hostile::forget(&mut body);
    }
    if fake.config.mode == Mode::Lenient {
        return Ok(body);
    }
    let by_query = parts
        .uri
        .query()
        .is_some_and(|query| query.split('&').any(|pair| pair == "beta=true"));
    let rules = Rules {
        endpoint,
        beta: by_query || access::betas(&parts.headers).next().is_some(),
        version: access::version(&parts.headers)?,
        interleaved: access::betas(&parts.headers).any(|beta| beta == INTERLEAVED),
        threads: fake.config.threads,
        models: &fake.config.models,
    };
    validate::check(&body, &rules)?;
    Ok(body)
}
