//! What a process is started with, and cannot change later.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use super::tools::{SERVER, Tool};

/// Two requests with equal launches can be answered by processes that were started alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Launch {
    pub(super) model: String,
    pub(super) system: String,
    pub(super) tools: Arc<[Tool]>,
    pub(super) thinking: Thinking,
    pub(super) display: Option<Display>,
    pub(super) effort: Option<&'static str>,
    pub(super) max_tokens: u64,
    /// The JSON Schema that the answer must follow, as the client wrote it.
    pub(super) schema: Option<String>,
}

/// Whether the model thinks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thinking {
    /// No, where it can be kept from it: the command knows the models that cannot, and leaves it out.
    Off,
    /// As it sees fit.
    Adaptive,
    /// With so many tokens, where the model takes a budget, else as it sees fit.
    Budget(u64),
}

/// How thoughts come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    Summarized,
    Omitted,
}

impl Launch {
    /// How many tools the command must offer to the model: the client's, and its own for an answer by a schema.
    pub(super) fn tools(&self) -> usize {
        self.tools.len() + usize::from(self.schema.is_some())
    }

    /// The arguments. What a client wrote is in files: other programs of this machine can read arguments.
    /// `mcp` is there where there are tools.
    pub(super) fn arguments(&self, system: &Path, mcp: Option<&Path>) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = [
            "-p",
            "--input-format",
            "stream-json",
            "--output-format",
            "stream-json",
            "--verbose",
            "--include-partial-messages",
            "--no-session-persistence",
            "--strict-mcp-config",
            "--disable-slash-commands",
            "--no-chrome",
            "--permission-prompts",
            "none",
            // Empty: no tool of its own, and no setting of the person's.
            "--tools",
            "",
            "--setting-sources",
            "",
        ]
        .map(OsString::from)
        .into();
        let mut add = |name: &str, value: OsString| arguments.extend([name.into(), value]);
        add("--model", self.model.clone().into());
        add("--system-prompt-file", system.into());
        match self.thinking {
            Thinking::Off => add("--thinking", "disabled".into()),
            Thinking::Adaptive => add("--thinking", "adaptive".into()),
            Thinking::Budget(tokens) => add("--max-thinking-tokens", tokens.to_string().into()),
        }
        match self.display {
            Some(Display::Summarized) => add("--thinking-display", "summarized".into()),
            Some(Display::Omitted) => add("--thinking-display", "omitted".into()),
            None => {}
        }
        if let Some(effort) = self.effort {
            add("--effort", effort.into());
        }
        if let Some(mcp) = mcp {
            add("--allowedTools", format!("mcp__{SERVER}__*").into());
            add("--mcp-config", mcp.into());
        }
        arguments
    }
}
