/// An API format that a client may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Anthropic Messages.
    Messages,
    /// OpenAI Chat Completions.
    Chat,
    /// OpenAI Responses.
    Responses,
}

impl Format {
    /// The format that a request path asks for, judged by its last segments.
    ///
    /// It answers for paths that no route serves too, so that a refusal has the shape that the client can read.
    ///
    /// ```
    /// use formats::Format;
    /// assert_eq!(Format::of_path("/v1/messages/count_tokens"), Format::Messages);
    /// assert_eq!(Format::of_path("/openai/v1/models"), Format::Chat);
    /// assert_eq!(Format::of_path("/codex/responses"), Format::Responses);
    /// ```
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        let path = path.trim_end_matches('/');
        if path.ends_with("/responses") {
            Self::Responses
        } else if path.ends_with("/chat/completions")
            || path.starts_with("/openai/")
            || path.starts_with("/openai-api/")
        {
            Self::Chat
        } else {
            Self::Messages
        }
    }
}
