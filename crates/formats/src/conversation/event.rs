use crate::conversation::Usage;
use crate::json::{Json, Str, Text};

/// One step of an answer as it is written.
///
/// The order is that of the Messages format: `Start`, then for each block `Open`, its pieces, `Close`, one block after
/// the other, then `Stop`, then `End`. A decoder brings a looser format into this order; an encoder may rely on it.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// The answer begins.
    Start {
        /// The provider's id of the answer.
        id: Str<'a>,
        /// The model that answers.
        model: Str<'a>,
        /// What is known already.
        usage: Usage,
    },
    /// A block begins.
    Open(Opened<'a>),
    /// More text of a text block.
    Text(Text<'a>),
    /// More of a refusal's words.
    Refusal(Text<'a>),
    /// More thoughts of a thinking block.
    Thinking(Text<'a>),
    /// The signature of the thinking block that is open.
    Signature(Text<'a>),
    /// More of a call's arguments: a piece of JSON, itself escaped as text.
    Arguments(Text<'a>),
    /// A piece that only its own format knows, whole; other formats have no place for it.
    Foreign(Json<'a>),
    /// The block ends.
    Close,
    /// The answer is complete, for this reason. `usage` adds to what the start said, and overrides it.
    Stop {
        /// Why.
        stop: Stop<'a>,
        /// What was used.
        usage: Usage,
    },
    /// Nothing follows.
    End,
    /// Nothing is said, and all is well.
    Ping,
}

/// What kind of block begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened<'a> {
    /// Text.
    Text,
    /// A refusal's words.
    Refusal,
    /// Thinking.
    Thinking,
    /// Thinking for the provider's eyes only, whole.
    HiddenThinking(Text<'a>),
    /// A call of a tool; its arguments follow.
    Call {
        /// The call's id.
        id: Str<'a>,
        /// The tool's name.
        name: Str<'a>,
    },
    /// A block that only its own format knows: its JSON object as it opened.
    Foreign(Json<'a>),
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop<'a> {
    /// The model had said what it had to say.
    EndTurn,
    /// It waits for the results of its calls.
    Calls,
    /// `max_tokens` were used up.
    MaxTokens,
    /// The context window is full.
    ContextWindow,
    /// It came upon a text that ends the answer.
    Sequence(Option<Text<'a>>),
    /// A long turn was paused; sent back as it is, it goes on.
    Pause,
    /// It will not answer; with the provider's words on why, where there are any.
    Refusal(Option<Text<'a>>),
    /// A reason that only the provider knows.
    Other(Str<'a>),
}

impl Stop<'_> {
    /// The same reason, owning its bytes.
    #[must_use]
    pub fn into_owned(self) -> Stop<'static> {
        match self {
            Self::EndTurn => Stop::EndTurn,
            Self::Calls => Stop::Calls,
            Self::MaxTokens => Stop::MaxTokens,
            Self::ContextWindow => Stop::ContextWindow,
            Self::Sequence(text) => Stop::Sequence(text.map(Text::into_owned)),
            Self::Pause => Stop::Pause,
            Self::Refusal(why) => Stop::Refusal(why.map(Text::into_owned)),
            Self::Other(name) => Stop::Other(name.into_owned()),
        }
    }
}
