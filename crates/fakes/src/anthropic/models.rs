//! The model catalogue, and what each model refuses.
//!
//! Ids: `ModelParam` of anthropic-python 2.13.0. Limits: Anthropic API docs ("Migrating to Claude", "Prefill not
//! supported", "Mid-conversation system messages").

use serde_json::{Value, json};

/// A release date that the vendor gives for models whose date is not known (anthropic-python 2.13.0, `ModelInfo`).
const UNKNOWN_DATE: &str = "1970-01-01T00:00:00Z";

/// One model of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The id that requests name.
    pub id: String,
    /// The name for people.
    pub display_name: String,
    /// Release date, RFC 3339; the epoch where it is not known.
    pub created_at: String,
    /// What the model refuses.
    pub limits: Limits,
}

/// What a model refuses, beyond what all refuse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// A trailing assistant message (prefill) is refused: from 4.6 on.
    pub no_prefill: bool,
    /// Sampling parameters other than their defaults are refused: from Opus 4.7, Sonnet 5 and Haiku 5.5 on.
    pub no_sampling: bool,
    /// `temperature` and `top_p` exclude each other: from 4.5 on.
    pub one_sampler: bool,
    /// Messages of the role `system` are taken: from Opus 4.8 on.
    pub system_messages: bool,
    /// Thinking cannot be disabled, and tools cannot be forced: Opus 5.5.
    pub always_thinks: bool,
}

impl Model {
    /// A model without limits of its own.
    pub fn new(id: &str, display_name: &str) -> Self {
        Self {
            id: id.to_owned(),
            display_name: display_name.to_owned(),
            created_at: UNKNOWN_DATE.to_owned(),
            limits: Limits::default(),
        }
    }

    /// The entry of `GET /v1/models` (anthropic-python 2.13.0, `ModelInfo`).
    pub(crate) fn info(&self) -> Value {
        json!({
            "type": "model",
            "id": self.id,
            "display_name": self.display_name,
            "created_at": self.created_at,
            "capabilities": null,
            "deprecated_at": null,
            "lifecycle": "active",
            "line": self.line(),
            "max_input_tokens": null,
            "max_tokens": null,
            "retires_at": null,
        })
    }

    fn line(&self) -> Option<&'static str> {
        ["haiku", "sonnet", "opus", "fable", "mythos"]
            .into_iter()
            .find(|line| self.id.contains(line))
    }
}

/// The models of the SDK's list, newest first.
pub fn current() -> Vec<Model> {
    let oldest = Limits {
        one_sampler: true,
        ..Limits::default()
    };
    let no_prefill = Limits {
        no_prefill: true,
        ..oldest
    };
    let no_sampling = Limits {
        no_sampling: true,
        ..no_prefill
    };
    let newest = Limits {
        system_messages: true,
        ..no_sampling
    };
    let always_thinks = Limits {
        always_thinks: true,
        ..newest
    };
    [
        ("claude-fable-5-2", "Claude Fable 5.2", newest),
        ("claude-mythos-5-2", "Claude Mythos 5.2", newest),
        ("claude-haiku-5-5", "Claude Haiku 5.5", newest),
        ("claude-sonnet-5-5", "Claude Sonnet 5.5", newest),
        ("claude-fable-5-1", "Claude Fable 5.1", newest),
        ("claude-opus-5-5", "Claude Opus 5.5", always_thinks),
        ("claude-mythos-5-1", "Claude Mythos 5.1", newest),
        ("claude-sonnet-5", "Claude Sonnet 5", newest),
        ("claude-fable-5", "Claude Fable 5", newest),
        ("claude-mythos-5", "Claude Mythos 5", newest),
        ("claude-opus-5", "Claude Opus 5", newest),
        ("claude-opus-4-8", "Claude Opus 4.8", newest),
        ("claude-opus-4-7", "Claude Opus 4.7", no_sampling),
        (
            "claude-mythos-preview",
            "Claude Mythos Preview",
            no_sampling,
        ),
        ("claude-opus-4-6", "Claude Opus 4.6", no_prefill),
        ("claude-sonnet-4-6", "Claude Sonnet 4.6", no_prefill),
        ("claude-haiku-4-5", "Claude Haiku 4.5", oldest),
        ("claude-haiku-4-5-20251001", "Claude Haiku 4.5", oldest),
        ("claude-opus-4-5", "Claude Opus 4.5", oldest),
        ("claude-opus-4-5-20251101", "Claude Opus 4.5", oldest),
        ("claude-sonnet-4-5", "Claude Sonnet 4.5", oldest),
        ("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", oldest),
    ]
    .into_iter()
    .map(|(id, name, limits)| Model {
        limits,
        ..Model::new(id, name)
    })
    .collect()
}
