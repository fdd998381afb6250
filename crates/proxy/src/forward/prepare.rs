//! What little is changed in a body that is passed on: the model's name, other providers' thoughts, and what the
//! provider would refuse.

use std::sync::Arc;

use bytes::Bytes;
use formats::conversation::{Losses, MARK, Seal};
use formats::responses::{self, Rules};
use formats::{ErrorKind, Failure, Format, messages};
use providers::RequestBody;

use crate::origins::Origins;
use crate::peek::{Model, mentions};
use crate::refusal::Refusal;

/// A body of this size takes about as long to change as a few events of other people's streams.
const LARGE: usize = 2 << 20;

/// What is to be done to one body.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) format: Format,
    pub(super) rules: Rules,
    /// Whose reasoning may come home, in the Responses format.
    pub(super) seal: Option<Seal>,
    /// Whose the reasoning is that went out unsealed.
    pub(super) origins: Arc<Origins>,
    /// `translation.strict`.
    pub(super) strict: bool,
}

/// A body that the provider takes.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) body: RequestBody,
    pub(super) losses: Losses,
    /// The client wants one answer, and the provider gives only events.
    pub(super) collects: bool,
    /// The client's tools went out in a namespace, which its calls must not come back with.
    pub(super) wrapped: bool,
}

/// Gives the model the name that its provider knows.
pub(super) fn rename(body: RequestBody, model: &Model, name: &str) -> RequestBody {
    let name = serde_json::Value::from(name).to_string();
    body.splice(model.start, model.end, Bytes::from(name))
}

impl Plan {
    /// Prepares `body`; a large one off the runtime, where it holds up nobody's stream. Most bodies stay untouched.
    pub(super) async fn prepare(self, body: RequestBody) -> Result<Prepared, Refusal> {
        if !self.fits() && !self.may_bring_foreign(&body) {
            return Ok(Prepared {
                body,
                losses: Losses::default(),
                collects: false,
                wrapped: false,
            });
        }
        if body.len() <= LARGE {
            return self.change(body);
        }
        tokio::task::spawn_blocking(move || self.change(body))
            .await
            .map_err(|e| Refusal::new(ErrorKind::Internal, e.to_string()))?
    }

    /// Whether the provider takes less than its format allows.
    pub(super) fn fits(&self) -> bool {
        self.format == Format::Responses && self.rules != Rules::API
    }

    /// Whether reasoning of somebody else may be in `body`, or some in envelopes.
    fn may_bring_foreign(&self, body: &RequestBody) -> bool {
        let seal = self.seal.as_ref();
        seal.is_some_and(|seal| self.origins.knows_others(seal)) || mentions(body, MARK.as_bytes())
    }

    fn change(&self, body: RequestBody) -> Result<Prepared, Refusal> {
        // The new body is about as long as the old one, whose share of the budget it takes over.
        let hold = body.hold();
        let foreign = self.may_bring_foreign(&body);
        let bytes = body.into_bytes();
        let text = std::str::from_utf8(&bytes)
            .map_err(|e| Failure::invalid(format!("the request body is not UTF-8: {e}")))?;
        let unsealed = foreign.then(|| self.unseal(text)).flatten();
        let mut losses = Losses::default();
        let (mut collects, mut wrapped) = (false, false);
        let body = if self.fits() {
            let text = unsealed.as_deref().unwrap_or(text);
            let fitted = responses::fit(text, &self.rules, &mut losses)?;
            (collects, wrapped) = (!fitted.streams, fitted.wrapped);
            Bytes::from(fitted.body)
        } else {
            unsealed.map_or_else(|| bytes.clone(), Bytes::from)
        };
        if self.strict {
            losses.refuse()?;
        }
        Ok(Prepared {
            body: RequestBody::new([body]).held_by(hold),
            losses,
            collects,
            wrapped,
        })
    }

    fn unseal(&self, text: &str) -> Option<String> {
        match self.format {
            Format::Messages => messages::unseal(text),
            Format::Responses => {
                let seal = self.seal.as_ref()?;
                let foreign = |payload: &str| self.origins.is_foreign(payload, seal);
                responses::unsealed(text, seal, foreign)
            }
            // The format has no place for thoughts.
            Format::Chat => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &[u8], cuts: &[usize]) -> RequestBody {
        let (mut pieces, mut at) = (Vec::new(), 0);
        for cut in cuts.iter().copied().chain([text.len()]) {
            pieces.push(Bytes::copy_from_slice(&text[at..cut]));
            at = cut;
        }
        RequestBody::new(pieces)
    }

    #[tokio::test]
    async fn a_body_without_the_mark_is_passed_on_in_its_own_pieces() {
        let body = cut(br#"{"model":"m","messages":[]}"#, &[5, 9]);
        let plan = Plan {
            format: Format::Messages,
            rules: Rules::API,
            seal: None,
            origins: Arc::default(),
            strict: true,
        };
        let prepared = plan.prepare(body.clone()).await.unwrap();
        let pieces = |body: &RequestBody| {
            body.pieces()
                .map(|piece| piece.as_ptr())
                .collect::<Vec<_>>()
        };
        assert_eq!(pieces(&prepared.body), pieces(&body));
    }
}
