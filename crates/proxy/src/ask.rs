//! What every request to a model has in common: its body is read, its model found, its provider chosen.

use axum::body::Body;
use formats::{ErrorKind, Format};
use http::{Request, Response};
use providers::RequestBody;

use crate::activity::Entry;
use crate::app::{App, Live};
use crate::body::{self, Bounds};
use crate::peek::{self, Model};
use crate::refusal::Refusal;
use crate::routing::{self, Pick};
use crate::{forward, translate};

/// Following a body of this size takes about as long as a few events of other people's streams.
const LARGE: usize = 2 << 20;
/// So does a glance at one of this size.
const HUGE: usize = 16 << 20;

/// What a path asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The format that the client speaks.
    pub(crate) format: Format,
    /// The provider's own path for it, beginning with `/v1/`.
    pub(crate) path: &'static str,
    pub(crate) pick: Pick,
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
    if chosen.provider.speaks().contains(&asked.format) {
        let body = (body, model);
        return forward::post(app, chosen, asked.format, asked.path, parts, body, open).await;
    }
    translate::post(app, live, chosen, asked.format, parts, body, open).await
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
    found.map_err(|fault| Refusal::new(ErrorKind::InvalidRequest, fault))
}
