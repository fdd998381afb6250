use crate::conversation::Extra;
use crate::json::{Json, Str, Text};

/// Something that the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool<'a> {
    /// The name, unique in its request.
    pub name: Str<'a>,
    /// What it is for.
    pub description: Option<Text<'a>>,
    /// What it takes.
    pub kind: ToolKind<'a>,
    /// What only one format knows of it.
    pub extra: Option<Extra<'a>>,
}

/// What a tool takes.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolKind<'a> {
    /// An object that fits a schema.
    Function {
        /// The JSON Schema; `None`: an object of any kind.
        schema: Option<Json<'a>>,
        /// Whether the provider must hold the model to it; `None`: nothing was said.
        strict: Option<bool>,
    },
    /// Text (a custom tool of the OpenAI formats). Where a format has none, it becomes a function with one string, `input`.
    Freeform {
        /// What the text must follow; `None`: nothing.
        grammar: Option<Grammar<'a>>,
    },
    /// A search of the web, which the provider itself does; how it is to search is in `extra`, for its own format.
    WebSearch,
    /// A tool that only its own format knows, whole: its JSON object.
    Foreign(Json<'a>),
}

impl ToolKind<'_> {
    /// Whether it is called with text.
    #[must_use]
    pub fn is_freeform(&self) -> bool {
        matches!(self, Self::Freeform { .. })
    }
}

/// A grammar that a provider holds a tool's text to.
#[derive(Debug, Clone, PartialEq)]
pub struct Grammar<'a> {
    /// How it is written: `lark` or `regex` (source: openai-python 3.57.0, `CustomToolInputFormat`).
    pub syntax: Text<'a>,
    /// The grammar itself.
    pub definition: Text<'a>,
}

/// Which tools the model must, may or must not call.
#[derive(Debug, Clone, PartialEq)]
pub enum ToolChoice<'a> {
    /// Any or none.
    Auto,
    /// None.
    Never,
    /// At least one.
    Required,
    /// This one.
    Named(Str<'a>),
}
