//! A `claude` that does what a shell script says, for faults that the real one does not have to order.

use std::path::PathBuf;

use tempfile::TempDir;

/// What claude 2.1.331 writes for a short answer, but for members that nobody reads.
pub(crate) const LINES: [&str; 9] = [
    r#"{"type":"system","subtype":"init","tools":[],"mcp_servers":[]}"#,
    r#"{"type":"system","subtype":"status","status":"requesting"}"#,
    r#"{"type":"stream_event","event":{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}},"parent_tool_use_id":null}"#,
    r#"{"type":"stream_event","event":{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}},"parent_tool_use_id":null}"#,
    r#"{"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}},"parent_tool_use_id":null}"#,
    r#"{"type":"stream_event","event":{"type":"content_block_stop","index":0},"parent_tool_use_id":null}"#,
    r#"{"type":"stream_event","event":{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}},"parent_tool_use_id":null}"#,
    r#"{"type":"stream_event","event":{"type":"message_stop"},"parent_tool_use_id":null}"#,
    r#"{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"hello"}"#,
];

pub(crate) struct StandIn(TempDir);

impl StandIn {
    /// One that says it is new enough, and then does what `script` says.
    pub(crate) fn new(script: &str) -> Self {
        Self::of_version("2.1.331 (Claude Code)", script)
    }

    pub(crate) fn of_version(version: &str, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (at, line) in LINES.iter().enumerate() {
            std::fs::write(folder.path().join(at.to_string()), format!("{line}\n")).unwrap();
        }
        let standin = Self(folder);
        let script =
            format!("if [ \"$1\" = --version ]; then echo '{version}'; exit 0; fi\n{script}");
        standin.another("claude", &script);
        standin
    }

    /// Another program beside it, which does what `script` says.
    pub(crate) fn another(&self, name: &str, script: &str) -> PathBuf {
        let folder = self.0.path();
        let text = format!("#!/bin/sh\nlines='{}'\n{script}\n", folder.display());
        let draft = folder.join(format!("{name}.draft"));
        std::fs::write(&draft, text).unwrap();
        // Another process writes the program: one that this process has open for writing, or a child that it just
        // forked, cannot be started (ETXTBSY).
        let program = folder.join(name);
        let copied = std::process::Command::new("install")
            .args(["-m", "700"])
            .args([&draft, &program])
            .status();
        assert!(copied.unwrap().success());
        program
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.0.path().join("claude")
    }

    /// What the script wrote into `$lines/NAME`.
    pub(crate) fn wrote(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }
}
