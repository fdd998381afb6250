use super::decode::Echo;

/// What the client wants about the delivery of its answer, what of its request the answer says again, and its own names
/// of the tools. It takes at most 96 KiB.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    pub(super) stream: bool,
    pub(super) echo: Echo,
    pub(super) tools: Vec<Own>,
}

/// How the client calls a tool, where that is another way than by one name and arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::responses) struct Own {
    /// The name that it has in the model.
    pub(in crate::responses) sent: String,
    /// Its own name.
    pub(in crate::responses) name: String,
    pub(in crate::responses) namespace: Option<String>,
    pub(in crate::responses) called: Called,
}

/// What a call of a tool looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::responses) enum Called {
    /// `function_call`.
    Function,
    /// `custom_tool_call`, with text.
    Custom,
    /// `local_shell_call`, with a command.
    Shell,
}

impl Delivery {
    /// Whether the client wants events rather than one answer.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.stream
    }

    /// What the client says of the tool that the model calls `sent`; `None`: it is a function of that name.
    pub(in crate::responses) fn own(&self, sent: &str) -> Option<&Own> {
        self.tools.iter().find(|tool| tool.sent == sent)
    }

    /// Members of a response that say again what the request said: `"a":1,"b":2`, on one line.
    pub(in crate::responses) fn echo(&self) -> &str {
        self.echo.members()
    }
}
