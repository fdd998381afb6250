use super::shell;
use crate::conversation::{Block, Content};
use crate::json::{Json, Text, Writer};
use crate::openai::{freeform, quoted};
use crate::responses::Delivery;
use crate::responses::request::{Called, Own};

/// One item of an answer (source: openai-python 3.57.0, `ResponseOutputItem`).
#[derive(Debug)]
pub(super) enum Item<'i> {
    Text(Text<'i>),
    Refusal(Text<'i>),
    Reasoning {
        text: Text<'i>,
        signature: Option<Text<'i>>,
    },
    Call {
        tool: Tool<'i>,
        id: &'i str,
        input: Text<'i>,
        /// Whether the arguments are whole.
        whole: bool,
    },
}

/// A tool by the client's own name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tool<'i> {
    pub(super) name: &'i str,
    pub(super) namespace: Option<&'i str>,
    pub(super) called: Called,
}

impl<'i> Tool<'i> {
    /// The tool that the model calls `sent`.
    pub(super) fn of(delivery: &'i Delivery, sent: &'i str) -> Self {
        match delivery.own(sent) {
            Some(Own {
                name,
                namespace,
                called,
                ..
            }) => Self {
                name,
                namespace: namespace.as_deref(),
                called: *called,
            },
            None => Self {
                name: sent,
                namespace: None,
                called: Called::Function,
            },
        }
    }
}

/// How far an item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Begun,
    Done,
}

impl<'i> Item<'i> {
    /// The item of a block. `None`: it has no place here.
    pub(super) fn of(block: &'i Block<'_>, delivery: &'i Delivery) -> Option<Self> {
        match &block.content {
            Content::Text(text) => Some(Self::Text(text.borrowed())),
            Content::Refusal(text) => Some(Self::Refusal(text.borrowed())),
            Content::Thinking { text, signature } => Some(Self::Reasoning {
                text: text.borrowed(),
                signature: signature.as_ref().map(Text::borrowed),
            }),
            Content::HiddenThinking(data) => Some(Self::Reasoning {
                text: Text::default(),
                signature: Some(data.borrowed()),
            }),
            Content::Call {
                id,
                name,
                arguments,
            } => Some(Self::called(Tool::of(delivery, name), id, arguments)),
            Content::Image(_)
            | Content::Document { .. }
            | Content::Result { .. }
            | Content::Foreign { .. } => None,
        }
    }

    fn called(tool: Tool<'i>, id: &'i str, arguments: &'i Json<'_>) -> Self {
        let input = match tool.called {
            Called::Custom => freeform::input(arguments.get()),
            Called::Function | Called::Shell => quoted::spelled(arguments),
        };
        Self::Call {
            tool,
            id,
            input,
            whole: tool.called == Called::Custom || arguments.is_object(),
        }
    }

    /// What its id begins with.
    pub(super) fn prefix(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Refusal(_) => "msg",
            Self::Reasoning { .. } => "rs",
            Self::Call { tool, .. } => match tool.called {
                Called::Function => "fc",
                Called::Custom => "ctc",
                Called::Shell => "lsh",
            },
        }
    }

    /// Writes it. One that has just begun says nothing yet.
    pub(super) fn write(&self, id: &str, stage: Stage, writer: &mut Writer<'_>) {
        writer.raw("{\"type\":").string(self.kind());
        writer.key("id").string(id);
        match self {
            Self::Text(_) | Self::Refusal(_) => {
                writer.key("role").string("assistant");
                status(stage, true, writer);
                writer.key("content").raw("[");
                if stage == Stage::Done {
                    self.part(writer);
                }
                writer.raw("]");
            }
            Self::Reasoning { text, signature } => {
                writer.key("summary").raw("[");
                if !text.is_empty() {
                    self.part(writer);
                }
                writer.raw("]");
                if let Some(signature) = signature.as_ref().filter(|given| !given.is_empty()) {
                    writer.key("encrypted_content").text(signature);
                }
            }
            Self::Call {
                tool,
                id,
                input,
                whole,
            } => {
                writer.key("call_id").string(id);
                call(*tool, input, writer);
                // A custom call has no status in the vendor's types.
                if tool.called != Called::Custom {
                    status(stage, *whole, writer);
                }
            }
        }
        writer.raw("}");
    }

    /// Writes the part that its words are.
    pub(super) fn part(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Text(text) => {
                writer.raw(r#"{"type":"output_text","annotations":[],"logprobs":[],"text":"#);
                writer.text(text).raw("}");
            }
            Self::Refusal(text) => {
                writer.raw(r#"{"type":"refusal","refusal":"#);
                writer.text(text).raw("}");
            }
            Self::Reasoning { text, .. } => {
                writer.raw(r#"{"type":"summary_text","text":"#);
                writer.text(text).raw("}");
            }
            Self::Call { .. } => {}
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Refusal(_) => "message",
            Self::Reasoning { .. } => "reasoning",
            Self::Call { tool, .. } => match tool.called {
                Called::Function => "function_call",
                Called::Custom => "custom_tool_call",
                Called::Shell => "local_shell_call",
            },
        }
    }
}

fn call(tool: Tool<'_>, input: &Text<'_>, writer: &mut Writer<'_>) {
    let member = match tool.called {
        Called::Shell => {
            writer.key("action");
            shell::action(&input.to_plain(), writer);
            return;
        }
        Called::Function => "arguments",
        Called::Custom => "input",
    };
    writer.key("name").string(tool.name);
    if let Some(namespace) = tool.namespace {
        writer.key("namespace").string(namespace);
    }
    writer.key(member).text(input);
}

fn status(stage: Stage, whole: bool, writer: &mut Writer<'_>) {
    writer.key("status").string(match stage {
        Stage::Begun => "in_progress",
        Stage::Done if whole => "completed",
        Stage::Done => "incomplete",
    });
}
