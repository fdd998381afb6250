//! What a provider signs, in the hands of a client whose format is another.
//!
//! A model's signed thoughts are of use to nobody but the provider, account and model that they came from, and anybody
//! else refuses the whole request for their sake. So they leave in an envelope that says whose they are, and only those
//! that come home are opened; the rest stays out of the request.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::conversation::{Block, Content, Event, Opened, Request, Role};
use crate::json::Text;

/// How every envelope begins. No provider's own payload does: those are base64, which has no dot.
pub const MARK: &str = "ccp1.";

/// Seals and opens the envelopes of one provider, account and model.
///
/// ```
/// use formats::conversation::{Payload, Seal};
/// use formats::json::Text;
/// let seal = Seal::new("claude", "account", "claude-opus-5");
/// let sealed = seal.sealed(Payload::Signature, &Text::plain("EqQB"));
/// assert!(sealed.escaped().starts_with("ccp1."));
/// assert_eq!(seal.opened(&sealed), Some((Payload::Signature, Text::plain("EqQB"))));
/// let other = Seal::new("claude", "account", "claude-haiku-4-5");
/// assert_eq!(other.opened(&sealed), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seal {
    /// `ccp1.`, 16 hex digits, a dot.
    start: String,
}

/// What is in an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// The signature of thoughts that stand beside it.
    Signature,
    /// Thoughts for the provider's eyes only.
    HiddenThinking,
}

impl Payload {
    fn letter(self) -> &'static str {
        match self {
            Self::Signature => "s.",
            Self::HiddenThinking => "h.",
        }
    }
}

impl Seal {
    /// For one provider, one account (any text that stays the same while it does) and one model.
    #[must_use]
    pub fn new(provider: &str, account: &str, model: &str) -> Self {
        let mut digest = Sha256::new();
        for part in [provider, account, model] {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        let mut start = MARK.to_owned();
        for byte in &digest.finalize()[..8] {
            // Writing to a string cannot fail.
            let _ = write!(start, "{byte:02x}");
        }
        start.push('.');
        Self { start }
    }

    /// What stands before a payload that is a signature, with nothing behind it.
    pub(crate) fn start(&self) -> String {
        [&self.start, Payload::Signature.letter()].concat()
    }

    /// `payload` in an envelope.
    #[must_use]
    pub fn sealed(&self, kind: Payload, payload: &Text<'_>) -> Text<'static> {
        Text::from_escaped(format!(
            "{}{}{}",
            self.start,
            kind.letter(),
            payload.escaped()
        ))
    }

    /// What is in an envelope of this provider, account and model; `None` for any other text.
    #[must_use]
    pub fn opened<'a>(&self, text: &'a Text<'_>) -> Option<(Payload, Text<'a>)> {
        let rest = text.escaped().strip_prefix(&self.start)?;
        [Payload::Signature, Payload::HiddenThinking]
            .into_iter()
            .find_map(|kind| {
                let payload = rest.strip_prefix(kind.letter())?;
                Some((kind, Text::from_escaped(payload)))
            })
    }

    /// Opens the envelopes that a request brings home, and takes all other thoughts out of it: those of another
    /// provider, account or model, and those that nobody signed.
    pub fn open(&self, request: &mut Request<'_>) {
        for turn in &mut request.turns {
            if turn.role == Role::Assistant {
                turn.blocks.retain_mut(|block| self.admit(block));
            }
        }
        request
            .turns
            .retain(|turn| turn.role != Role::Assistant || !turn.blocks.is_empty());
    }

    /// Whether `block` may travel; opened, if it is an envelope.
    fn admit(&self, block: &mut Block<'_>) -> bool {
        let sealed = match &block.content {
            Content::Thinking { signature, .. } => signature.as_ref(),
            Content::HiddenThinking(data) => Some(data),
            _ => return true,
        };
        let opened = sealed
            .and_then(|sealed| self.opened(sealed))
            .map(|(kind, payload)| (kind, payload.into_owned()));
        let Some((kind, payload)) = opened else {
            return false;
        };
        block.content = match (
            kind,
            std::mem::replace(&mut block.content, Content::Text(Text::default())),
        ) {
            (Payload::Signature, Content::Thinking { text, .. }) => Content::Thinking {
                text,
                signature: Some(payload),
            },
            (Payload::Signature, _) => Content::Thinking {
                text: Text::default(),
                signature: Some(payload),
            },
            (Payload::HiddenThinking, _) => Content::HiddenThinking(payload),
        };
        // What only the client's format knows of an envelope is no part of what was in it.
        block.extra = None;
        true
    }
}

/// Seals what the events of one answer sign.
#[derive(Debug)]
pub struct Sealer {
    seal: Seal,
    /// The signature of the open block has begun: only its first piece gets the envelope's start.
    signing: bool,
}

impl Sealer {
    /// For one answer.
    #[must_use]
    pub fn new(seal: Seal) -> Self {
        Self {
            seal,
            signing: false,
        }
    }

    /// The event as a client of another format is to hear it.
    pub fn hear<'e>(&mut self, event: Event<'e>) -> Event<'e> {
        match event {
            Event::Signature(text) if !self.signing => {
                self.signing = true;
                Event::Signature(self.seal.sealed(Payload::Signature, &text))
            }
            Event::Open(Opened::HiddenThinking(data)) => {
                let data = self.seal.sealed(Payload::HiddenThinking, &data);
                Event::Open(Opened::HiddenThinking(data))
            }
            Event::Open(opened) => {
                self.signing = false;
                Event::Open(opened)
            }
            event => event,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Turn;

    fn thinking(text: &str, signature: &Text<'_>) -> Block<'static> {
        Block::new(Content::Thinking {
            text: Text::plain(text),
            signature: Some(signature.clone().into_owned()),
        })
    }

    #[test]
    fn only_thoughts_of_the_same_provider_account_and_model_come_home() {
        let ours = Seal::new("claude", "a", "m");
        let payload = Text::plain("EqQB+/=");
        for (seal, home) in [
            (Seal::new("claude", "a", "m"), true),
            (Seal::new("codex", "a", "m"), false),
            (Seal::new("claude", "b", "m"), false),
            (Seal::new("claude", "a", "n"), false),
        ] {
            let sealed = seal.sealed(Payload::Signature, &payload);
            let mut request = Request {
                turns: vec![Turn {
                    role: Role::Assistant,
                    blocks: vec![
                        thinking("hm", &sealed),
                        Block::text(Text::plain("said")),
                        thinking("foreign", &Text::plain("gAAAA")),
                    ],
                }],
                ..Request::default()
            };
            ours.open(&mut request);
            let mut expected = vec![Block::text(Text::plain("said"))];
            if home {
                expected.insert(0, thinking("hm", &payload));
            }
            assert_eq!(request.turns[0].blocks, expected);
        }
    }

    #[test]
    fn hidden_thoughts_survive_a_format_that_has_one_shape_for_both() {
        let seal = Seal::new("claude", "a", "m");
        let mut sealer = Sealer::new(seal.clone());
        let opened = Event::Open(Opened::HiddenThinking(Text::plain("data")));
        let Event::Open(Opened::HiddenThinking(sealed)) = sealer.hear(opened) else {
            panic!("another event");
        };
        // The other format gives it back as the signature of thoughts without words.
        let mut block = thinking("", &sealed);
        assert!(seal.admit(&mut block));
        assert_eq!(block.content, Content::HiddenThinking(Text::plain("data")));
    }

    #[test]
    fn a_signature_in_pieces_is_one_envelope() {
        let seal = Seal::new("codex", "a", "m");
        let mut sealer = Sealer::new(seal.clone());
        let mut whole = Text::default();
        sealer.hear(Event::Open(Opened::Thinking));
        for piece in ["gAA", "AAB"] {
            if let Event::Signature(text) = sealer.hear(Event::Signature(Text::plain(piece))) {
                whole.push(&text);
            }
        }
        let opened = seal.opened(&whole);
        assert_eq!(opened, Some((Payload::Signature, Text::plain("gAAAAB"))));
    }

    #[test]
    fn a_turn_of_nothing_but_foreign_thoughts_is_gone() {
        let mut request = Request {
            turns: vec![
                Turn {
                    role: Role::User,
                    blocks: vec![Block::text(Text::plain("hi"))],
                },
                Turn {
                    role: Role::Assistant,
                    blocks: vec![thinking("x", &Text::plain("y"))],
                },
            ],
            ..Request::default()
        };
        Seal::new("claude", "a", "m").open(&mut request);
        assert_eq!(request.turns.len(), 1);
    }
}
