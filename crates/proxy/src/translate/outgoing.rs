use std::sync::Arc;

use bytes::Bytes;
use formats::conversation::{Losses, Memory};
use formats::{Failure, Format};
use http::HeaderValue;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName};
use providers::{IGNORED, RequestBody};

use super::Listener;
use super::sides::{self, Delivery};
use crate::app::{App, Live};
use crate::refusal::Refusal;
use crate::routing::Chosen;

/// What a translation needs to know beside the body.
pub(super) struct Plan {
    client: Format,
    upstream: Format,
    /// The name that the provider knows the model by, where it is not the client's.
    rename: Option<String>,
    provider: &'static str,
    memory: Arc<Memory>,
    strict: bool,
    cache: bool,
}

/// A request in the provider's format, and what its answer needs.
pub(super) struct Outgoing {
    pub(super) body: RequestBody,
    pub(super) delivery: Delivery,
    pub(super) listener: Listener,
    losses: Losses,
}

impl Plan {
    pub(super) fn new(
        app: &App,
        live: &Live,
        chosen: &Chosen,
        client: Format,
        upstream: Format,
    ) -> Self {
        Self {
            client,
            upstream,
            rename: chosen.rename.clone(),
            provider: chosen.provider.name(),
            memory: Arc::clone(&app.memory),
            strict: live.strict,
            cache: live.cache,
        }
    }

    pub(super) fn translate(self, body: RequestBody) -> Result<Outgoing, Refusal> {
        // The new body is about as long as the old one, whose share of the budget it takes over.
        let hold = body.hold();
        let bytes = body.into_bytes();
        let text = std::str::from_utf8(&bytes)
            .map_err(|e| Failure::invalid(format!("the request body is not UTF-8: {e}")))?;
        let mut losses = Losses::default();
        let (mut request, delivery) = sides::decode(self.client, text, &mut losses)?;
        if let Some(name) = self.rename {
            request.model = name.into();
        }
        let scope = format!("{}\n{}", self.provider, &*request.model);
        // Messages clients give thoughts back themselves.
        let keeps = self.client != Format::Messages;
        if keeps {
            self.memory.restore(&scope, &mut request);
        }
        let (encoded, names) = sides::encode(self.upstream, &request, self.cache, &mut losses)?;
        if self.strict {
            losses.refuse()?;
        }
        Ok(Outgoing {
            body: RequestBody::new([Bytes::from(encoded)]).held_by(hold),
            delivery,
            listener: Listener::new(names, self.memory, scope, keeps),
            losses,
        })
    }
}

impl Outgoing {
    /// Names in the answer's headers, and in the log, what was not taken along.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        if self.losses.is_empty() {
            return;
        }
        let mut line = self.losses.line();
        if let Some(more) = headers.get(IGNORED).and_then(|v| v.to_str().ok()) {
            line = format!("{line}, {more}");
        }
        tracing::info!(
            ignored = line,
            "translated, but for what its provider has no place for"
        );
        if let Ok(value) = HeaderValue::try_from(line) {
            headers.insert(IGNORED, value);
        }
    }
}

/// The client's headers that mean the same in any format, and those that a translated request needs.
pub(super) fn headers(client: &HeaderMap) -> HeaderMap {
    const KEPT: [HeaderName; 2] = [
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("anthropic-beta"),
    ];
    let mut headers = HeaderMap::with_capacity(4);
    for name in KEPT {
        for value in client.get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
    headers
}
