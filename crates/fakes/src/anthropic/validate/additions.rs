//! Fields that the real API takes although the types of anthropic-python 2.13.0 lack them. Each names its source.

/// The API version that a request asked for in `anthropic-version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `2023-06-01`
    Classic,
    /// `2026-10-21`, which knows no sampling parameters (measured with anthropic-python 2.13.0).
    Current,
}

impl Version {
    /// The version of an `anthropic-version` header.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        match header {
            "2023-06-01" => Some(Self::Classic),
            "2026-10-21" => Some(Self::Current),
            _ => None,
        }
    }
}

/// The primitive types that additions have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Integer,
    Any,
}

struct Addition {
    objects: &'static [&'static str],
    field: &'static str,
    kind: Kind,
    /// Whether the newer API version takes it too.
    current: bool,
}

const ADDITIONS: &[Addition] = &[
    // Anthropic API docs, version 2023-06-01: "temperature", "top_p", "top_k" of Create a Message.
    Addition {
        objects: MESSAGES,
        field: "temperature",
        kind: Kind::Number,
        current: false,
    },
    Addition {
        objects: MESSAGES,
        field: "top_p",
        kind: Kind::Number,
        current: false,
    },
    Addition {
        objects: MESSAGES,
        field: "top_k",
        kind: Kind::Integer,
        current: false,
    },
    // Measured with claude 2.1.331, interactive sessions.
    Addition {
        objects: &["beta.messages", "beta.count_tokens"],
        field: "safeguards",
        kind: Kind::Any,
        current: true,
    },
];

const MESSAGES: &[&str] = &["messages", "beta.messages"];

/// What kind of value `object.field` takes, if the API takes it although the types lack it.
pub(super) fn find(object: &str, field: &str, version: Version) -> Option<Kind> {
    ADDITIONS
        .iter()
        .find(|a| {
            a.field == field
                && a.objects.contains(&object)
                && (a.current || version == Version::Classic)
        })
        .map(|a| a.kind)
}
