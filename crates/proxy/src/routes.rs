//! The paths that there are. A path that is not here is a 404 in the format that its name asks for.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::routing::{MethodRouter, get, post};
use formats::{ErrorKind, Format};
use http::{Request, Response};

use crate::app::{App, Live};
use crate::ask::Asked;
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::routing::Pick;
use crate::{ask, health, models};

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
        .route("/", get(health::root).fallback(only_get))
        .route("/health", get(health::health).fallback(only_get))
        .route("/health/live", get(health::live).fallback(only_get))
        .route("/health/ready", get(health::ready).fallback(only_get))
        .fallback(no_such_path)
        .with_state(app)
}

/// All formats below `prefix`.
fn api(prefix: &'static str, pick: Pick) -> Router<Arc<App>> {
    let path = |rest: &str| format!("{prefix}/v1/{rest}");
    Router::new()
        .route(
            &path("messages"),
            send(Format::Messages, "/v1/messages", pick),
        )
        .route(
            &path("messages/count_tokens"),
            send(Format::Messages, "/v1/messages/count_tokens", pick),
        )
        .merge(openai(prefix, pick))
}

/// OpenAI's formats below `prefix`, and the models, which both vendors have there.
fn openai(prefix: &'static str, pick: Pick) -> Router<Arc<App>> {
    let path = |rest: &str| format!("{prefix}/v1/{rest}");
    Router::new()
        .route(
            &path("chat/completions"),
            send(Format::Chat, "/v1/chat/completions", pick),
        )
        .route(&path("models"), get(list).fallback(only_get))
        .route(&path("models/{*id}"), get(list).fallback(only_get))
}

type Shared = (State<Arc<App>>, Extension<Arc<Live>>);

fn send(format: Format, path: &'static str, pick: Pick) -> MethodRouter<Arc<App>> {
    let asked = Asked { format, path, pick };
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
    // The provider's own path begins at `/v1/`; what stands before it is ours.
    let upstream = path.find("/v1/models").map(|at| path[at..].to_owned());
    let done = match upstream {
        Some(upstream) if is_plain(&upstream, format) => {
            models::get(&app, &live, &upstream, request).await
        }
        _ => Err(Refusal::new(
            ErrorKind::UnknownModel,
            "there is no model of that name; GET /v1/models lists those there are",
        )),
    };
    done.unwrap_or_else(|refusal| refuse(refusal, format))
}

/// A model's name is a plain path segment: nothing that a server may read as another path travels with a credential. In
/// OpenAI's shape it may have our own prefix, as in `claude/NAME`, which does not travel.
fn is_plain(path: &str, format: Format) -> bool {
    let name = path.strip_prefix("/v1/models/").unwrap_or_default();
    let slashes = name.matches('/').count();
    !path.contains("..")
        && slashes <= usize::from(format == Format::Chat)
        && path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-._:@".contains(&b))
}

async fn only_get(request: Request<Body>) -> Response<Body> {
    wrong_method(&request, "GET, HEAD")
}

async fn only_post(request: Request<Body>) -> Response<Body> {
    wrong_method(&request, "POST")
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
    refuse(
        refusal.allow(methods),
        Format::of_path(request.uri().path()),
    )
}

async fn no_such_path(request: Request<Body>) -> Response<Body> {
    let path: String = request.uri().path().chars().take(100).collect();
    let refusal = Refusal::new(
        ErrorKind::NotFound,
        format!(
            "there is no {path} here. The Anthropic base URL has no path of its own: clients add /v1/messages. The OpenAI \
             base URL ends in /openai/v1: clients add /chat/completions"
        ),
    );
    refuse(refusal, Format::of_path(request.uri().path()))
}

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
