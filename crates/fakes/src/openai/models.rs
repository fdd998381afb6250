//! The model catalogue, and what each model refuses.
//!
//! Ids: `ChatModel` of openai-python 3.57.0. Efforts: OpenAI API docs, "Reasoning"; the API's own messages and
//! documentation, as in CortexReach/memory-lancedb-pro issue 201 (`gpt-5.1`), anomalyco/opencode issue 36141 (`max` from
//! `gpt-5.6` on) and earlier openai-python, `ReasoningEffort` (`gpt-5-pro`); where they say nothing of a model, inferred
//! from its generation.

use serde_json::{Value, json};

/// When the catalogue's models were made, Unix seconds; nobody reads more out of it than an order.
const CREATED: u64 = 1_790_000_000;

const NONE_TO_HIGH: &[&str] = &["none", "low", "medium", "high"];
const NONE_UP: &[&str] = &["none", "low", "medium", "high", "xhigh"];
const ALL: &[&str] = &["none", "low", "medium", "high", "xhigh", "max"];
const MINIMAL_UP: &[&str] = &["minimal", "low", "medium", "high"];
const LOW_UP: &[&str] = &["low", "medium", "high"];

/// One model of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The id that requests name; in the plan's list `slug`.
    pub id: String,
    /// The name for people.
    pub display_name: String,
    /// When it was made, Unix seconds.
    pub created: u64,
    /// The reasoning efforts that it takes; none where it does not reason.
    pub efforts: Vec<String>,
    /// Whether plans may use it.
    pub plan: bool,
    /// Whether the plan's list shows it; those that it hides have the visibility `hide`.
    pub listed: bool,
    /// Whether Chat Completions refuses function tools unless reasoning is off (reports of users: openai/openai-openapi
    /// issue 541, GoogleChromeLabs/webmcp-tools issue 417).
    pub chat_tools_need_no_effort: bool,
}

impl Model {
    /// A model that takes these efforts, and that plans may use.
    pub fn new(id: &str, display_name: &str, efforts: &[&str]) -> Self {
        Self {
            id: id.to_owned(),
            display_name: display_name.to_owned(),
            created: CREATED,
            efforts: efforts.iter().map(|&effort| effort.to_owned()).collect(),
            plan: true,
            listed: true,
            chat_tools_need_no_effort: false,
        }
    }

    pub(crate) fn reasons(&self) -> bool {
        !self.efforts.is_empty()
    }

    /// The entry of the API's list (openai-python 3.57.0, `Model`).
    pub(crate) fn entry(&self) -> Value {
        json!({ "id": self.id, "object": "model", "created": self.created, "owned_by": "system" })
    }

    /// The entry of the list that plans and the Codex backend have (openai/codex, `ModelInfo`; developers.openai.com/siwc,
    /// "Models and inference").
    pub(crate) fn plan_entry(&self, priority: usize) -> Value {
        let levels: Vec<Value> = self
            .efforts
            .iter()
            .map(|effort| json!({ "effort": effort, "description": effort }))
            .collect();
        json!({
            "slug": self.id,
            "display_name": self.display_name,
            "description": format!("{}, as the fake has it.", self.display_name),
            "visibility": if self.listed { "list" } else { "hide" },
            "supported_in_api": true,
            "priority": priority,
            "default_reasoning_level": "medium",
            "supported_reasoning_levels": levels,
            "supports_reasoning_summaries": true,
            "support_verbosity": true,
            "default_verbosity": "low",
            "supports_parallel_tool_calls": true,
            "context_window": 400_000,
            "truncation_policy": { "mode": "tokens", "limit": 10_000 },
            "input_modalities": ["text", "image"],
            "base_instructions": "You are a fake.",
            "shell_type": "shell_command",
            "apply_patch_tool_type": "freeform",
            "experimental_supported_tools": [],
            "upgrade": null,
        })
    }
}

/// The models, newest first.
pub fn current() -> Vec<Model> {
    let chat_refuses = |model: Model| Model {
        chat_tools_need_no_effort: true,
        ..model
    };
    let api_only = |model: Model| Model {
        plan: false,
        ..model
    };
    let hidden = |model: Model| Model {
        listed: false,
        ..model
    };
    vec![
        chat_refuses(Model::new("gpt-6.2-sol", "GPT-6.2 Sol", ALL)),
        chat_refuses(Model::new("gpt-6.1-sol", "GPT-6.1 Sol", ALL)),
        chat_refuses(Model::new("gpt-6.1-terra", "GPT-6.1 Terra", ALL)),
        chat_refuses(Model::new("gpt-6-luna", "GPT-6 Luna", ALL)),
        chat_refuses(Model::new("gpt-5.6-sol", "GPT-5.6 Sol", ALL)),
        hidden(chat_refuses(Model::new("gpt-5.5", "GPT-5.5", NONE_UP))),
        api_only(chat_refuses(Model::new(
            "gpt-5.4-mini",
            "GPT-5.4 mini",
            NONE_UP,
        ))),
        api_only(Model::new("gpt-5.1", "GPT-5.1", NONE_TO_HIGH)),
        api_only(Model::new("gpt-5-pro", "GPT-5 pro", &["high"])),
        api_only(Model::new("gpt-5", "GPT-5", MINIMAL_UP)),
        api_only(Model::new("gpt-5-mini", "GPT-5 mini", MINIMAL_UP)),
        api_only(Model::new("o4-mini", "o4-mini", LOW_UP)),
        api_only(Model::new("o3", "o3", LOW_UP)),
        api_only(Model::new("gpt-4.1", "GPT-4.1", &[])),
        api_only(Model::new("gpt-4.1-mini", "GPT-4.1 mini", &[])),
        api_only(Model::new("gpt-4o", "GPT-4o", &[])),
        api_only(Model::new("gpt-4o-mini", "GPT-4o mini", &[])),
    ]
}
