/// What the client wants about the delivery of its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    pub(super) stream: bool,
    pub(super) usage: bool,
    pub(super) thoughts: bool,
    pub(super) legacy: bool,
    pub(super) custom: Vec<String>,
}

impl Delivery {
    /// Whether the client wants events rather than one answer.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.stream
    }

    /// Whether a stream is to end with a chunk of usage (`stream_options.include_usage`).
    pub(in crate::chat) fn counts(&self) -> bool {
        self.usage
    }

    /// Whether thoughts are shown, as `reasoning_content`.
    pub(in crate::chat) fn shows_thoughts(&self) -> bool {
        self.thoughts
    }

    /// Whether the client gave `functions`, the old way, and reads its one call as `function_call`.
    pub(in crate::chat) fn is_legacy(&self) -> bool {
        self.legacy
    }

    /// Whether the tool of this name is a custom one, whose calls carry text rather than arguments.
    pub(in crate::chat) fn is_custom(&self, tool: &str) -> bool {
        self.custom.iter().any(|name| name == tool)
    }
}
