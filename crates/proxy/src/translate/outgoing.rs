use std::sync::Arc;

use bytes::Bytes;
use formats::conversation::{
    Block, Content, Losses, Memory, Request, Role, Seal, Sealer, Until, rough_estimate,
};
use formats::{Failure, Format};
use http::HeaderValue;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName};
use providers::RequestBody;

use super::Listener;
use super::listener::{Keeping, Thoughts};
use super::sides::{self, Delivery, Upstream};
use crate::app::{App, Live};
use crate::refusal::Refusal;
use crate::routing::Chosen;

/// What a translation needs to know beside the body.
pub(super) struct Plan {
    client: Format,
    upstream: Upstream,
    /// The name that the provider knows the model by, where it is not the client's.
    rename: Option<String>,
    provider: &'static str,
    /// Whose account answers.
    identity: String,
    memory: Arc<Memory>,
    strict: bool,
    /// Whether the provider ends answers at stop sequences by itself.
    has_stops: bool,
}

/// A request in the provider's format, and what its answer needs.
pub(super) struct Outgoing {
    pub(super) body: RequestBody,
    pub(super) delivery: Delivery,
    pub(super) listener: Listener,
    pub(super) losses: Losses,
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
            upstream: Upstream {
                format: upstream,
                cache: live.cache,
                rules: chosen.provider.rules(),
            },
            rename: chosen.rename.clone(),
            provider: chosen.provider.name(),
            identity: chosen.provider.identity(),
            memory: Arc::clone(&app.memory),
            strict: live.strict,
            has_stops: chosen.provider.has_stops(),
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
        if let Some(name) = self.rename.clone() {
            request.model = name.into();
        }
        if self.client == Format::Messages && self.upstream.format != Format::Messages {
            goes_on(&request)?;
        }
        let thoughts = self.thoughts(&mut request);
        let (encoded, names) = sides::encode(&self.upstream, &request, &mut losses)
            .map_err(|failure| sides::placed(self.client, failure))?;
        if self.strict {
            // A Messages request must have a limit: not to be held to it is named, and no reason to refuse.
            let spared = (self.client == Format::Messages).then_some("max_tokens");
            losses.refuse_but(spared)?;
        }
        let until = if self.has_stops || request.stop.is_empty() {
            None
        } else {
            Until::new(&request.stop, rough_estimate(&request))
        };
        Ok(Outgoing {
            body: RequestBody::new([Bytes::from(encoded)]).held_by(hold),
            delivery,
            listener: Listener::new(names, thoughts, until),
            losses,
        })
    }

    /// Brings home the signed thoughts of earlier answers, and says how those of the next come back.
    fn thoughts(&self, request: &mut Request<'_>) -> Thoughts {
        if self.client == Format::Chat {
            let scope = format!("{}\n{}\n{}", self.provider, self.identity, &*request.model);
            self.memory.restore(&scope, request);
            let keeping = Keeping::new(Arc::clone(&self.memory), scope);
            return Thoughts::Kept(Box::new(keeping));
        }
        if self.client == self.upstream.format {
            return Thoughts::AsTheyAre;
        }
        let seal = Seal::new(self.provider, &self.identity, &request.model);
        seal.open(request);
        Thoughts::Sealed(Sealer::new(seal))
    }
}

/// Whether somebody else than the model speaks last. In Messages it would have to go on from its own words, which clients
/// put before its answer (source: Anthropic API docs, "Prefill"); where it cannot, they would be left with half of it.
fn goes_on(request: &Request<'_>) -> Result<(), Failure> {
    let last = request.turns.last();
    // A call without its result is a fault of its own.
    let speaks = |block: &Block<'_>| !matches!(block.content, Content::Call { .. });
    if last.is_some_and(|turn| turn.role == Role::Assistant && turn.blocks.iter().all(speaks)) {
        let message = "messages: this model does not go on from an assistant message; end with a user message, or ask for \
                       structured output (output_config.format)";
        return Err(Failure::at("messages", message));
    }
    Ok(())
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
