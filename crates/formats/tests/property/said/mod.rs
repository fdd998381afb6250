//! What is said in a request, in order, whatever its format.

mod chat;
mod messages;
mod order;
mod responses;
mod talk;

pub(crate) use chat::of_chat;
pub(crate) use messages::of_messages;
pub(crate) use order::assert_kept;
pub(crate) use responses::of_responses;

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// Instructions, at the start or between turns.
    System(String),
    User(String),
    Assistant(String),
    /// A picture or document: its base64, or its address.
    Media(String),
    /// Name and arguments, byte for byte.
    Call {
        id: String,
        name: String,
        arguments: String,
    },
    Result {
        call: String,
        text: String,
    },
}

impl Said {
    fn text(&self) -> Option<&str> {
        match self {
            Self::System(text) | Self::User(text) | Self::Assistant(text) => Some(text),
            Self::Result { text, .. } => Some(text),
            Self::Media(_) | Self::Call { .. } => None,
        }
    }
}
