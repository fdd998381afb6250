//! Requests for inference: `POST /v1/responses`, `/v1/chat/completions` and `/backend-api/codex/responses`.

use bytes::Bytes;
use http::request::Parts;
use serde_json::Value;

use super::access::Caller;
use super::answers::Answer;
use super::asked::{Asked, Format};
use super::config::Mode;
use super::refusal::Refusal;
use super::respond::Occasion;
use super::route::Answered;
use super::scenario::{self, Scene};
use super::validate::{self, Rules};
use super::{headers, ids, tokens};
use crate::openai::answers::hostile;
use crate::service::ids::Ids;

/// The time of answers whose ids follow from the request, Unix seconds.
const FIXED: u64 = 1_795_555_812;

/// Answers a request of either format.
pub(crate) async fn answer(
    format: Format,
    occasion: Occasion<'_>,
    caller: &Caller,
    parts: &Parts,
    body: &Bytes,
    mut made: Ids,
) -> Answered {
    let body = match checked(format, occasion, caller, parts, body) {
        Ok(body) => body,
        Err(refusal) => return occasion.refusal(&refusal).into(),
    };
    let config = &occasion.fake.config;
    let asked = Asked {
        format,
        body: &body,
    };
    let named = scenario::named(asked, &parts.headers, &config.default_scenario);
    let id = match format {
        Format::Responses => ids::response(&mut made),
        Format::Chat => ids::completion(&mut made),
    };
    let scene = Scene {
        asked,
        named: &named,
        reply: &config.reply,
        caller,
        flaky: &occasion.fake.flaky,
    };
    let response = match scenario::play(&scene, &mut made) {
        Ok(reply) => {
            let created = if config.deterministic_ids {
                FIXED
            } else {
                headers::unix_seconds()
            };
            let usage = tokens::usage(&body, &reply.items);
            tokio::time::sleep(reply.delivery.headers_after).await;
            let answer = Answer {
                id,
                created,
                format,
                reply,
                usage,
                limits: limits(occasion, caller),
                padding: made.base62(64),
                request: body.clone(),
            };
            occasion.answer(&answer, asked.wants_stream(), &asked.text())
        }
        Err(refusal) => occasion.refusal(&refusal),
    };
    Answered {
        response,
        scenario: named.name,
    }
}

/// What the event `codex.rate_limits` says, where the face has it.
fn limits(occasion: Occasion<'_>, caller: &Caller) -> Option<Value> {
    let told = occasion.fake.config.limits && caller.face == super::Face::Codex;
    told.then(|| headers::limits_event(headers::windows(), &caller.plan))
}

fn checked(
    format: Format,
    occasion: Occasion<'_>,
    caller: &Caller,
    parts: &Parts,
    body: &Bytes,
) -> Result<Value, Refusal> {
    let config = &occasion.fake.config;
    if config.mode == Mode::Lenient {
        return serde_json::from_slice(body).map_err(|_| validate::not_json());
    }
    validate::content_type(&parts.headers)?;
    let mut body = validate::parse(body)?;
    if config.mode == Mode::Hostile {
        hostile::forget(&mut body);
    }
    let rules = Rules {
        caller,
        headers: &parts.headers,
        models: &config.models,
    };
    match format {
        Format::Responses => validate::responses(&body, &rules)?,
        Format::Chat => validate::chat(&body, &rules)?,
    }
    Ok(body)
}
