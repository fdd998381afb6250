use crate::conversation::{Block, Tool, ToolChoice, Turn};
use crate::json::{Json, Str, Text};

/// What a client asks of a model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request<'a> {
    /// The model's name, as the client gave it.
    pub model: Str<'a>,
    /// Instructions that stand before the first turn, in order.
    pub system: Vec<Block<'a>>,
    /// The turns, in order. Turns of one role may follow each other.
    pub turns: Vec<Turn<'a>>,
    /// The tools that the model may call.
    pub tools: Vec<Tool<'a>>,
    /// Which of them it must, may or must not call; `None`: nothing was said.
    pub tool_choice: Option<ToolChoice<'a>>,
    /// Whether it may call several at once; `None`: nothing was said.
    pub parallel_tools: Option<bool>,
    /// The most tokens that it may answer with.
    pub max_tokens: Option<u64>,
    /// Sampling temperature, on the scale of the format that it came in (0 to 2 at OpenAI, 0 to 1 at Anthropic).
    pub temperature: Option<f64>,
    /// Nucleus sampling.
    pub top_p: Option<f64>,
    /// Sampling among the k likeliest tokens.
    pub top_k: Option<u64>,
    /// Texts that end the answer.
    pub stop: Vec<Text<'a>>,
    /// How much the model is to think; `None`: nothing was said.
    pub reasoning: Option<Reasoning>,
    /// Whether the client wants to read what the model thinks.
    pub show_thoughts: bool,
    /// The shape of the answer.
    pub output: Output<'a>,
    /// How many words the model is to make; `None`: nothing was said.
    pub verbosity: Option<Verbosity>,
    /// Whether the client wants events rather than one answer.
    pub stream: bool,
}

/// How much the model is to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasoning {
    /// Not at all.
    Off,
    /// By a level; the model decides how long.
    Effort(Effort),
    /// With a budget of tokens (Messages, `thinking.budget_tokens`).
    Budget(u64),
    /// As the model sees fit (Messages, `thinking.type = "adaptive"` with no effort given).
    Adaptive,
}

/// The levels of effort that any format has, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// As little as possible.
    Minimal,
    /// Little.
    Low,
    /// The middle.
    Medium,
    /// Much.
    High,
    /// More than much.
    ExtraHigh,
    /// All there is.
    Max,
}

impl Effort {
    /// All of them, from least to most.
    pub const ALL: [Self; 6] = [
        Self::Minimal,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::ExtraHigh,
        Self::Max,
    ];

    /// The name that the formats share (sources: openai-python 3.57.0, `ReasoningEffort`; anthropic-python 2.13.0,
    /// `OutputConfigParam`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::ExtraHigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The level of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effort| effort.name() == name)
    }
}

/// How many words the model is to make (source: openai-python 3.57.0, `ResponseTextConfig.verbosity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Few.
    Low,
    /// The middle.
    Medium,
    /// Many.
    High,
}

impl Verbosity {
    /// All of them, from least to most.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The name that both OpenAI formats have for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The verbosity of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verbosity| verbosity.name() == name)
    }
}

/// The shape of the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Output<'a> {
    /// Text, or calls.
    #[default]
    Text,
    /// Some JSON object.
    Object,
    /// JSON that fits a schema.
    Schema {
        /// The schema's name, where the format has names.
        name: Option<Str<'a>>,
        /// What it is for, where the format says so.
        description: Option<Text<'a>>,
        /// The JSON Schema.
        schema: Json<'a>,
        /// Whether the provider must hold the model to it; `None`: nothing was said.
        strict: Option<bool>,
    },
}
