//! The lines that the command reads and writes (measured with claude 2.1.331).

use bytes::{Bytes, BytesMut};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::io::AsyncReadExt;
use tokio::process::ChildStdout;

use super::failure::Failure;
use super::limits::Limits;
use super::turns::{Blocks, Turn};

/// The longest line that is read: an answer's largest event, with room.
const LONGEST: usize = 8 << 20;

/// The line that tells a turn; `asks` has it answered.
pub(super) fn turn(turn: &Turn, asks: bool) -> Vec<u8> {
    let line = match turn {
        Turn::User(blocks) => user(blocks, asks),
        Turn::Assistant(blocks) => format!(
            r#"{{"type":"assistant","message":{{"role":"assistant","content":{}}}}}"#,
            blocks.json()
        ),
    };
    one_line(line)
}

/// Line breaks of the client's own spacing become spaces: inside of JSON strings there are none.
fn one_line(line: String) -> Vec<u8> {
    let mut line = line.into_bytes();
    for byte in &mut line {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    line.push(b'\n');
    line
}

/// The line that tells which schema the answer must follow, before any turn. An argument that could say so too
/// (`--json-schema`) other programs could read.
pub(super) fn schema(schema: &str) -> Vec<u8> {
    one_line(format!(
        r#"{{"type":"control_request","request_id":"schema","request":{{"subtype":"initialize","jsonSchema":{schema}}}}}"#
    ))
}

fn user(blocks: &Blocks, asks: bool) -> String {
    let quiet = if asks { "" } else { r#","shouldQuery":false"# };
    format!(
        r#"{{"type":"user","message":{{"role":"user","content":{}}}{quiet}}}"#,
        blocks.json()
    )
}

/// A line that the command wrote, as far as it is of use here.
#[derive(Debug, Deserialize)]
pub(super) struct Line<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Box<str>,
    #[serde(default)]
    subtype: Option<Box<str>>,
    #[serde(borrow, default)]
    pub(super) event: Option<&'a RawValue>,
    #[serde(default)]
    parent_tool_use_id: Option<Box<str>>,
    #[serde(default)]
    pub(super) rate_limit_info: Option<Limits>,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
    #[serde(default)]
    pub(super) request_id: Option<String>,
    #[serde(default)]
    pub(super) error: Option<Box<str>>,
    #[serde(default)]
    pub(super) api_error_status: Option<u16>,
    #[serde(default)]
    tools: Option<Vec<Box<str>>>,
    #[serde(default)]
    is_error: bool,
    #[serde(default)]
    result: Option<String>,
}

/// What a line is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An event of the API, as it came.
    Event,
    /// What is left of the plan.
    Limits,
    /// A failure, told in the form of an answer.
    Failure,
    /// The turn is over. That of a turn without a question acknowledges it.
    Result { failed: bool },
    /// A turn begins, with so many tools.
    Init { tools: usize },
    /// It asks again after an attempt that failed.
    Again,
    /// Something else.
    Other,
}

impl<'a> Line<'a> {
    /// Reads a line; `None` if it is no JSON object with a type.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }

    pub(super) fn about(&self) -> Kind {
        match &*self.kind {
            "stream_event" if self.parent_tool_use_id.is_none() => Kind::Event,
            "rate_limit_event" => Kind::Limits,
            "assistant" if self.error.is_some() && !self.is_refusal() => Kind::Failure,
            "result" => Kind::Result {
                failed: self.is_error,
            },
            "system" => match self.subtype.as_deref() {
                Some("api_retry") => Kind::Again,
                Some("init") => Kind::Init {
                    tools: self.tools.as_ref().map_or(0, Vec::len),
                },
                _ => Kind::Other,
            },
            _ => Kind::Other,
        }
    }

    /// What the command says of the model's call: nothing if it is content, else what is wrong. `None` where the line is
    /// about something else.
    pub(super) fn verdict(&self, call: &str) -> Option<Result<(), Box<str>>> {
        #[derive(Deserialize)]
        struct Message {
            content: Vec<Answer>,
        }
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            tool_use_id: Option<Box<str>>,
            #[serde(default)]
            is_error: bool,
            #[serde(default)]
            content: serde_json::Value,
        }
        if &*self.kind != "user" {
            return None;
        }
        let message: Message = serde_json::from_str(self.message?.get()).ok()?;
        let mut answers = message.content.into_iter();
        let answer = answers.find(|answer| answer.tool_use_id.as_deref() == Some(call))?;
        if answer.is_error {
            return Some(Err(answer.content.as_str().unwrap_or_default().into()));
        }
        Some(Ok(()))
    }

    /// Whether the model's refusal is told in the command's words; the API's own event follows.
    fn is_refusal(&self) -> bool {
        #[derive(Deserialize)]
        struct Message {
            #[serde(default)]
            stop_reason: Option<Box<str>>,
        }
        let message = self
            .message
            .map(|raw| serde_json::from_str::<Message>(raw.get()));
        matches!(message, Some(Ok(Message { stop_reason: Some(reason) })) if &*reason == "refusal")
    }

    /// What a failure or a failed result says, in the command's own words.
    pub(super) fn said(&self) -> String {
        #[derive(Deserialize)]
        struct Message {
            content: Vec<Block>,
        }
        #[derive(Deserialize)]
        struct Block {
            #[serde(default)]
            text: String,
        }
        let message = self
            .message
            .and_then(|raw| serde_json::from_str::<Message>(raw.get()).ok());
        let text = message.and_then(|message| message.content.into_iter().next());
        text.map(|block| block.text)
            .or_else(|| self.result.clone())
            .unwrap_or_default()
    }
}

/// The command's standard output, by lines.
#[derive(Debug)]
pub(super) struct Lines {
    /// Taken by whoever reads what nobody wants.
    output: Option<ChildStdout>,
    read: BytesMut,
    /// So many bytes of it hold no line break.
    searched: usize,
}

impl Lines {
    pub(super) fn of(output: ChildStdout) -> Self {
        Self {
            output: Some(output),
            read: BytesMut::new(),
            searched: 0,
        }
    }

    /// What it reads from; there are no lines then.
    pub(super) fn output(&mut self) -> Option<ChildStdout> {
        self.output.take()
    }

    /// The next line, without its break; `None` at the end. A call that is dropped loses nothing.
    ///
    /// # Errors
    /// The line is too long, or the pipe is broken.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            let found = self.read[self.searched..]
                .iter()
                .position(|byte| *byte == b'\n');
            if let Some(at) = found {
                let mut line = self.read.split_to(self.searched + at + 1);
                line.truncate(self.searched + at);
                self.searched = 0;
                return Ok(Some(line.freeze()));
            }
            self.searched = self.read.len();
            if self.read.len() > LONGEST {
                return Err(Failure::broken(
                    "the claude command wrote a line of more than 8 MiB; send the request again",
                ));
            }
            self.read.reserve(16 << 10);
            let Some(output) = &mut self.output else {
                return Ok(None);
            };
            match output.read_buf(&mut self.read).await {
                Ok(0) | Err(_) => return Ok(None),
                Ok(_) => {}
            }
        }
    }
}
