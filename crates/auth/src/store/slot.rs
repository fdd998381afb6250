use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use super::StoreError;
use crate::credentials::Malformed;

/// What is stored under one name: an entry of the keyring, a field of `credentials.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The Claude login.
    Claude,
    /// The key of the Anthropic API.
    ClaudeKey,
    /// The login of Sign in with ChatGPT.
    Chatgpt,
    /// Which installation this is, for Sign in with ChatGPT; it outlives the login.
    ChatgptClient,
    /// The key of the OpenAI API.
    OpenaiKey,
}

/// `credentials.store`: where credentials are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// The keyring, else the file.
    #[default]
    Auto,
    /// The keyring or nowhere.
    Keyring,
    /// The file, and no keyring is asked.
    File,
}

/// Where an entry lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The system's keyring.
    Keyring,
    /// A file.
    File(PathBuf),
}

/// An entry as it was found: the text of a JSON object.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its text.
    pub text: SecretString,
    /// Where it lies.
    pub place: Place,
}

/// An entry that now lies in one place alone, whole; the copy in the other place is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which entry.
    pub slot: Slot,
    /// Where the copy was that is gone.
    pub from: Place,
    /// Where the entry is.
    pub to: Place,
}

/// How the keyring stands, found out without asking the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyringState {
    /// It can be read and written.
    Available,
    /// It is there, and the person has not unlocked it.
    Locked,
    /// There is none.
    Absent {
        /// The system's reason.
        why: String,
    },
    /// It is there and does not do what it should.
    Failing {
        /// Its reason.
        why: String,
    },
    /// `credentials.store` is `file`: nobody asked.
    Off,
}

impl Stored {
    /// That it is not what it should be.
    pub(crate) fn malformed(&self, why: &Malformed) -> StoreError {
        let why = why.to_string();
        match &self.place {
            Place::Keyring => StoreError::Keyring { why },
            Place::File(path) => StoreError::Malformed {
                path: path.clone(),
                why,
            },
        }
    }
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Claude,
        Self::ClaudeKey,
        Self::Chatgpt,
        Self::ChatgptClient,
        Self::OpenaiKey,
    ];

    /// The user name of its entry in the keyring, under the service `ccproxy`.
    #[must_use]
    pub fn keyring_user(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::ClaudeKey => "claude-api-key",
            Self::Chatgpt => "chatgpt",
            Self::ChatgptClient => "chatgpt-client",
            Self::OpenaiKey => "openai-api-key",
        }
    }

    /// The name of its field in `credentials.json`; the Claude login's is the one that other programs use.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Claude => "claudeAiOauth",
            Self::ClaudeKey => "claudeApiKey",
            Self::Chatgpt => "chatgpt",
            Self::ChatgptClient => "chatgptClient",
            Self::OpenaiKey => "openaiApiKey",
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claude => "Claude login",
            Self::ClaudeKey => "Claude API key",
            Self::Chatgpt => "ChatGPT login",
            Self::ChatgptClient => "ChatGPT installation",
            Self::OpenaiKey => "OpenAI API key",
        })
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { slot, from, to } = self;
        write!(
            f,
            "The {slot} is kept in one place now: {to}. The copy in {from} is gone."
        )
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring => f.write_str("system keyring"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}
