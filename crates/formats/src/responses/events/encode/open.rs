use crate::json::{Text, Writer};
use crate::responses::request::Called;

/// The block that is open.
#[derive(Debug)]
pub(super) enum Open {
    /// None, or one that has no place here.
    Nothing,
    Text,
    Refusal,
    /// `part`: whether its summary has begun.
    Thinking {
        part: bool,
        signature: Text<'static>,
    },
    /// A call; the tool by the model's name for it.
    Call {
        id: String,
        sent: String,
        called: Called,
        /// Whether more than white space has been said.
        spoken: bool,
    },
}

/// An event with a piece of the open block, but for the piece and the event's number.
#[derive(Debug, Default)]
pub(super) struct Delta {
    before: Vec<u8>,
    after: &'static str,
}

impl Delta {
    /// Of the item of that id and index; `index`: the name of the part's index, which is 0, if it has one.
    pub(super) fn new(kind: &str, item: &str, output_index: u64, index: Option<&str>) -> Self {
        let mut before = Vec::with_capacity(192);
        let mut writer = Writer(&mut before);
        writer.raw("event: ").raw(kind).raw("\ndata: {");
        writer.key("type").string(kind).key("item_id").string(item);
        writer.key("output_index").number(output_index);
        if let Some(index) = index {
            writer.key(index).number(0);
        }
        writer.raw(",\"delta\":\"");
        Self {
            before,
            after: "\",\"sequence_number\":",
        }
    }

    /// Of a text, whose letters have probabilities that nobody asked for.
    pub(super) fn with_logprobs(mut self) -> Self {
        self.after = "\",\"logprobs\":[],\"sequence_number\":";
        self
    }

    pub(super) fn write(&self, piece: &Text<'_>, sequence: u64, out: &mut Vec<u8>) {
        let piece = piece.escaped().as_bytes();
        out.reserve(self.before.len() + piece.len() + self.after.len() + 24);
        out.extend_from_slice(&self.before);
        out.extend_from_slice(piece);
        out.extend_from_slice(self.after.as_bytes());
        Writer(out).number(sequence).raw("}\n\n");
    }
}
