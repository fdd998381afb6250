//! What every request to a model has in common: its body is read, its model found, its provider chosen.

use axum::body::Body;
use formats::{ErrorKind, Failure, Format};
use http::request::Parts;
use http::{Request, Response};
use providers::RequestBody;

use crate::activity::Entry;
use crate::app::{App, Live};
use crate::body::{self, Bounds};
use crate::forward::Forwarded;
use crate::peek::{self, Model};
use crate::refusal::Refusal;
use crate::routing::{self, Pick};
use crate::{estimate, forward, session, translate};

/// Following a body of this size takes about as long as a few events of other people's streams.
const LARGE: usize = 2 << 20;
/// So does a glance at one of this size.
const HUGE: usize = 16 << 20;

/// The one path of the Messages format that is not an answer.
pub(crate) const COUNT_TOKENS: &str = "/v1/messages/count_tokens";

/// What a path asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The format that the client speaks.
    pub(crate) format: Format,
    /// The provider's own path for it, beginning with `/v1/`.
    pub(crate) path: &'static str,
    pub(crate) pick: Pick,
    /// Whether the second segment of the client's path names its conversation.
    pub(crate) in_session: bool,
}

impl Asked {
    /// A path that names no conversation.
    pub(crate) fn plain(format: Format, path: &'static str, pick: Pick) -> Self {
        Self {
            format,
            path,
            pick,
            in_session: false,
        }
    }

    /// A path whose second segment names the client's conversation.
    pub(crate) fn in_session(format: Format, path: &'static str, pick: Pick) -> Self {
        Self {
            in_session: true,
            ..Self::plain(format, path, pick)
        }
    }

    fn session(self, parts: &Parts) -> Option<&str> {
        self.in_session
            .then(|| parts.uri.path().split('/').nth(2))
            .flatten()
    }
}

/// Sends a POST with a JSON body to whoever serves its model, in the format that they speak.
pub(crate) async fn post(
    app: &App,
    live: &Live,
    asked: Asked,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let (mut parts, body) = request.into_parts();
    let open = app.open.open(parts.extensions.remove::<Entry>());
    let bounds = Bounds {
        max: live.max_body,
        budget: &app.budget,
    };
    let body = body::read(&parts.headers, body, bounds).await?;
    let model = find_model(&body).await?;
    let name = model.as_ref().map(|m| m.name.as_str());
    let chosen = routing::choose(live, asked.pick, name);
    if let Some(entry) = open.entry() {
        let chosen = chosen.as_ref().ok();
        let provider = chosen.map(|chosen| chosen.provider.name());
        entry.routed(name, provider, chosen.and_then(|c| c.rename.as_deref()));
    }
    let chosen = chosen?;
    let session = chosen
        .provider
        .keeps_sessions()
        .then(|| session::id(asked.session(&parts), &parts.headers));
    if asked.path == COUNT_TOKENS && !chosen.provider.counts_tokens() {
        return estimate::answer(body, open).await;
    }
    // A provider without stop sequences has its answers cut here, event by event.
    let cuts = asked.format == Format::Messages
        && !chosen.provider.has_stops()
        && peek::mentions(&body, b"\"stop_sequences\"");
    if chosen.provider.speaks().contains(&asked.format) && !cuts {
        let forwarded = Forwarded {
            chosen,
            format: asked.format,
            path: asked.path,
            session,
            body,
            model,
        };
        return forward::post(app, live, forwarded, parts, open).await;
    }
    let asking = translate::Asking {
        chosen,
        format: asked.format,
        session,
    };
    translate::post(app, live, asking, parts, body, open).await
}

/// A large body is followed off the runtime, where it holds up nobody's stream. A glance is not worth another thread,
/// in whose cache the body is not (measured: it costs half of the transport again).
async fn find_model(body: &RequestBody) -> Result<Option<Model>, Refusal> {
    let len = body.len();
    let found = if len <= LARGE {
        peek::model(body)
    } else if let Some(model) = (len <= HUGE).then(|| peek::glance(body)).flatten() {
        Ok(Some(model))
    } else {
        let body = body.clone();
        tokio::task::spawn_blocking(move || peek::model(&body))
            .await
            .map_err(|e| Refusal::new(ErrorKind::Internal, e.to_string()))?
    };
    found.map_err(|fault| {
        if fault.starts_with("model: ") {
            return Failure::at("model", fault).into();
        }
        Refusal::new(ErrorKind::InvalidRequest, fault)
    })
}
