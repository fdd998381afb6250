//! The paths that there are. A path that is not here is a 404 in the format that its name asks for.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::routing::{MethodRouter, get, post};
use formats::{ErrorKind, Format};
use http::header::UPGRADE;
use http::{HeaderValue, Request, Response};

use crate::app::{App, Live};
use crate::ask::Asked;
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::routing::Pick;
use crate::service::unread;
use crate::{ask, health, metrics, models};

/// Paths that anybody may ask for without the auth token; they tell no secret.
pub(crate) fn is_public(path: &str) -> bool {
    matches!(path, "/" | "/health" | "/health/live" | "/health/ready")
}

/// The router over all paths.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(api("", Pick::ByModel))
        .merge(api("/claude", Pick::Claude))
        // Where CCProxy API 0.1 had it.
        .merge(api("/api", Pick::ByModel))
        .merge(openai("/openai", Pick::ByModel))
        .merge(api("/codex", Pick::Codex))
        .merge(api("/openai-api", Pick::Openai))
        // CCProxy API 0.1 had these.
        .merge(unversioned("/codex", Asked::plain))
        .merge(unversioned("/codex/{session}", Asked::in_session))
        .merge(in_session("/codex/{session}", Pick::Codex))
        .merge(api("/sdk", Pick::ClaudeCode))
        .merge(api("/claude/sdk", Pick::ClaudeCode))
        .merge(in_session("/sdk/{session}", Pick::ClaudeCode))
        .route("/", get(health::root).fallback(only_get))
        .route("/health", get(health::health).fallback(only_get))
        .route("/health/live", get(health::live).fallback(only_get))
        .route("/health/ready", get(health::ready).fallback(only_get))
        .route("/metrics", get(metrics::get).fallback(only_get))
        .fallback(no_such_path)
        .with_state(app)
}

/// All formats below `prefix`.
fn api(prefix: &'static str, pick: Pick) -> Router<Arc<App>> {
    let path = |rest: &str| format!("{prefix}/v1/{rest}");
    Router::new()
        .route(
            &path("messages"),
            send(Asked::plain(Format::Messages, "/v1/messages", pick)),
        )
        .route(
            &path("messages/count_tokens"),
            send(Asked::plain(Format::Messages, ask::COUNT_TOKENS, pick)),
        )
        .merge(openai(prefix, pick))
}

/// OpenAI's formats below `prefix`, and the models, which both vendors have there.
fn openai(prefix: &'static str, pick: Pick) -> Router<Arc<App>> {
    let path = |rest: &str| format!("{prefix}/v1/{rest}");
    Router::new()
        .route(
            &path("chat/completions"),
            send(Asked::plain(Format::Chat, CHAT, pick)),
        )
        .route(
            &path("responses"),
            send(Asked::plain(Format::Responses, RESPONSES, pick)),
        )
        .route(&path("models"), get(list).fallback(only_get))
        .route(&path("models/{*id}"), get(list).fallback(only_get))
}

const CHAT: &str = "/v1/chat/completions";
const RESPONSES: &str = "/v1/responses";

/// Makes what a path asks for.
type Make = fn(Format, &'static str, Pick) -> Asked;

/// OpenAI's formats right below `prefix`, at the Codex backend.
fn unversioned(prefix: &'static str, asked: Make) -> Router<Arc<App>> {
    let path = |rest: &str| format!("{prefix}/{rest}");
    Router::new()
        .route(
            &path("chat/completions"),
            send(asked(Format::Chat, CHAT, Pick::Codex)),
        )
        .route(
            &path("responses"),
            send(asked(Format::Responses, RESPONSES, Pick::Codex)),
        )
}

/// The formats of a conversation that the path names.
fn in_session(prefix: &'static str, pick: Pick) -> Router<Arc<App>> {
    let path = |rest: &str| format!("{prefix}/v1/{rest}");
    let asked = |format, path| send(Asked::in_session(format, path, pick));
    Router::new()
        .route(&path("messages"), asked(Format::Messages, "/v1/messages"))
        .route(
            &path("messages/count_tokens"),
            asked(Format::Messages, ask::COUNT_TOKENS),
        )
        .route(&path("chat/completions"), asked(Format::Chat, CHAT))
        .route(&path("responses"), asked(Format::Responses, RESPONSES))
        .route(&path("models"), get(list).fallback(only_get))
        .route(&path("models/{*id}"), get(list).fallback(only_get))
}

type Shared = (State<Arc<App>>, Extension<Arc<Live>>);

fn send(asked: Asked) -> MethodRouter<Arc<App>> {
    let format = asked.format;
    let handler = async move |(State(app), Extension(live)): Shared, request: Request<Body>| {
        ask::post(&app, &live, asked, request)
            .await
            .unwrap_or_else(|refusal| refuse(refusal, format))
    };
    post(handler).fallback(only_post)
}

async fn list((State(app), Extension(live)): Shared, request: Request<Body>) -> Response<Body> {
    let path = request.uri().path();
    let format = models::format(path, request.headers());
    let asked = path
        .split_once("/v1/models/")
        .map(|(_, name)| models::plain(name).unwrap_or_else(|| name.to_owned()));
    models::get(&app, &live, asked.as_deref(), request)
        .await
        .unwrap_or_else(|refusal| refuse(refusal, format))
}

async fn only_get(request: Request<Body>) -> Response<Body> {
    wrong_method(&request, "GET, HEAD")
}

async fn only_post(request: Request<Body>) -> Response<Body> {
    if request.headers().contains_key(UPGRADE) {
        return no_upgrade(&request);
    }
    wrong_method(&request, "POST")
}

/// The Codex CLI tries a WebSocket first where it takes this for OpenAI, and falls back to POST at once if it gets this
/// (measured with codex 0.169.0).
fn no_upgrade(request: &Request<Body>) -> Response<Body> {
    let format = Format::of_path(request.uri().path());
    let refusal = Refusal::new(
        ErrorKind::UpgradeRequired,
        "WebSockets are not served here; send the request as a POST, which streams as well",
    );
    let mut response = unread(request.body(), refuse(refusal.allow("POST"), format));
    // RFC 9110 §15.5.22: the protocols that would do.
    response
        .headers_mut()
        .insert(UPGRADE, HeaderValue::from_static("HTTP/1.1"));
    response
}

fn wrong_method(request: &Request<Body>, methods: &'static str) -> Response<Body> {
    let refusal = Refusal::new(
        ErrorKind::MethodNotAllowed,
        format!(
            "{} has no {}; use {methods}",
            request.uri().path(),
            request.method()
        ),
    );
    let format = Format::of_path(request.uri().path());
    unread(request.body(), refuse(refusal.allow(methods), format))
}

async fn no_such_path(request: Request<Body>) -> Response<Body> {
    let whole = request.uri().path();
    let path: String = whole.chars().take(100).collect();
    let below = whole.split_once("/v1/").map_or("", |(_, below)| below);
    let begins = |part: &&str| below.starts_with(*part);
    // Both vendors have some of these names: the headers of their SDKs tell who is meant.
    let headers = request.headers();
    let is_anthropic =
        headers.contains_key("anthropic-version") || headers.contains_key("x-api-key");
    let openai = !is_anthropic && OPENAI.iter().any(begins);
    let kept = !is_anthropic && !openai && KEPT.iter().any(begins);
    let why = if openai {
        "Of OpenAI's API there are /chat/completions, /responses and /models"
    } else if kept {
        "No answers and no conversations are kept here: send the whole history as `input` with each request"
    } else if ANTHROPIC.iter().any(begins) {
        "Of Anthropic's API there are /v1/messages, /v1/messages/count_tokens and /v1/models"
    } else {
        "The Anthropic base URL has no path of its own: clients add /v1/messages. The OpenAI base URL ends in \
         /openai/v1: clients add /chat/completions or /responses"
    };
    let refusal = Refusal::new(
        ErrorKind::NotFound,
        format!("there is no {path} here. {why}"),
    );
    // Who asks for a part of OpenAI's API reads errors in its shape.
    let format = if openai || kept {
        Format::Chat
    } else {
        Format::of_path(whole)
    };
    unread(request.body(), refuse(refusal, format))
}

/// What only a provider that keeps answers has.
const KEPT: [&str; 2] = ["responses/", "conversations"];
/// Other parts of OpenAI's API (source: openai-python 3.57.0, `resources`).
const OPENAI: [&str; 13] = [
    "assistants",
    "audio/",
    "batches",
    "completions",
    "embeddings",
    "files",
    "fine_tuning/",
    "images/",
    "moderations",
    "realtime",
    "responses/compact",
    "responses/input_tokens",
    "vector_stores",
];

/// Other parts of Anthropic's API (source: anthropic-python 2.13.0, `resources`).
const ANTHROPIC: [&str; 4] = ["complete", "files", "messages/", "skills"];

/// Tells the client, and the log, why not.
pub(crate) fn refuse(refusal: Refusal, format: Format) -> Response<Body> {
    let id = RequestId::new();
    tracing::info!(
        request_id = id.as_str(),
        status = refusal.kind().status(),
        reason = refusal.message(),
        "refused"
    );
    refusal.into_response(format, &id)
}
