//! From a request to its answer, or to none: faults strike here, and everything is noted.

use std::sync::MutexGuard;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::json;

use super::answer::Answer;
use super::asked::Asked;
use super::endpoint::{Endpoint, Route, Server, route};
use super::fault::{Fault, Kind};
use super::log::Entry;
use super::presented::{Outcome, Presentation};
use super::state::State;
use super::{Logins, chatgpt, claude, control, openai, wire};

/// A fault asked for the connection to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the fake closes this connection on purpose; a fault asked for it")]
pub struct Broken;

pub(crate) async fn answer(
    logins: &Logins,
    among: &[Server],
    request: Request<Bytes>,
) -> Result<Response<Full<Bytes>>, Broken> {
    let (parts, body) = request.into_parts();
    if let Some(answer) = control::answer(logins, &parts, &body) {
        return Ok(answer.into_response());
    }
    let (server, endpoint) = match route(&parts.method, parts.uri.path(), among) {
        Route::To(server, endpoint) => (server, endpoint),
        Route::WrongMethod => return Ok(Answer::text(405, "Method Not Allowed").into_response()),
        Route::Nowhere => return Ok(Answer::text(404, "Not Found").into_response()),
    };
    let asked = Asked {
        server,
        endpoint,
        parts: &parts,
        body: &body,
    };
    let (answer, fault) = done(&mut logins.lock(), &asked);
    let Some(mut answer) = answer else {
        return Err(Broken);
    };
    let mut open = Open {
        logins,
        presentation: answer.presented.take(),
        answered: None,
    };
    match fault {
        Some(fault) if fault.kind == Kind::SlowMs => {
            tokio::time::sleep(Duration::from_millis(fault.ms)).await;
            open.answer();
        }
        Some(fault) if fault.kind == Kind::LostAnswer => return Err(Broken),
        Some(_) => {}
        None => open.answer(),
    }
    Ok(answer.into_response())
}

/// What is answered, noted already; nothing where a fault keeps it from being done.
fn done(state: &mut State, asked: &Asked<'_>) -> (Option<Answer>, Option<Fault>) {
    state.log.count(asked.server, asked.endpoint);
    let problems = wire::problems(asked, state.config.gateway.as_deref());
    let refused = state.config.gateway.is_some() && !problems.is_empty();
    let reasons: Vec<String> = problems.iter().map(|(_, detail)| detail.clone()).collect();
    for (kind, detail) in problems {
        state.violation(asked, kind, detail);
    }
    let fault = state.faults.next(asked.server, asked.endpoint);
    let answer = match &fault {
        _ if refused => Some(Answer::text(400, reasons.join("; "))),
        Some(fault) => struck(state, asked, fault),
        None => Some(handled(state, asked)),
    };
    let kind = fault.as_ref().map(|fault| fault.kind);
    let status = match (&answer, kind) {
        (None, _) | (_, Some(Kind::LostAnswer)) => 0,
        (Some(answer), _) => answer.status,
    };
    let entry = Entry::of(asked, state.now(), status, kind);
    state.log.request(entry);
    (answer, fault)
}

fn struck(state: &mut State, asked: &Asked<'_>, fault: &Fault) -> Option<Answer> {
    let failure = |status: u16, code: &str| {
        let error = json!({ "error": code, "error_description": "a fault of the fake" });
        Answer::json(status, &error)
    };
    Some(match fault.kind {
        Kind::Close => return None,
        Kind::Status500 => failure(500, "server_error"),
        Kind::Status429 => {
            failure(429, "rate_limited").with("retry-after", fault.retry_after_s.to_string())
        }
        Kind::Redirect => Answer::text(307, "").with("location", "/__trap"),
        Kind::LostAnswer | Kind::SlowMs => handled(state, asked),
        Kind::Garbage => {
            let done = handled(state, asked);
            let mut answer = Answer::page(200, "Just a moment", "<p>This is no JSON.</p>");
            answer.presented = done.presented;
            answer
        }
        Kind::Late500 => {
            let done = handled(state, asked);
            let mut answer = failure(500, "server_error");
            answer.presented = done.presented;
            answer
        }
    })
}

fn handled(state: &mut State, asked: &Asked<'_>) -> Answer {
    if asked.endpoint == Endpoint::Trap {
        return Answer::text(404, "Not Found");
    }
    match asked.server {
        Server::Claude => claude::answer(state, asked),
        Server::Openai => openai::answer(state, asked),
        Server::Chatgpt => chatgpt::answer(state, asked),
    }
}

/// A request with a refresh token that is not answered yet. It is over when this goes, answered or not: a client that
/// hangs up drops it.
struct Open<'a> {
    logins: &'a Logins,
    presentation: Option<Presentation>,
    answered: Option<Outcome>,
}

impl Open<'_> {
    fn answer(&mut self) {
        self.answered = self
            .presentation
            .as_ref()
            .map(|presentation| presentation.outcome);
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if let Some(presentation) = self.presentation.take() {
            let mut state: MutexGuard<'_, State> = self.logins.lock();
            state.presented.close(&presentation.key, self.answered);
        }
    }
}
