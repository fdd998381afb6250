use super::spelled_id;
use crate::json::{Text, Writer};

/// What the chunks of one stream have in common, written once: a piece of text costs three copies.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// A chunk as it begins, up to the text of a delta.
    head: Vec<u8>,
    /// Up to the choices.
    choices: usize,
    /// Up to the members of the delta.
    delta: usize,
    /// How a chunk of text ends.
    tail: &'static str,
    counts: bool,
}

const TAIL: &str = "\"},\"finish_reason\":null}]}\n\n";
/// A client that asks for usage reads it from each chunk, null but in the last (source: openai-python 3.57.0,
/// `ChatCompletionStreamOptionsParam`).
const TAIL_WITH_USAGE: &str = "\"},\"finish_reason\":null}],\"usage\":null}\n\n";

impl Frame {
    /// For the stream of this answer. `counts`: whether the client asked for usage.
    pub(super) fn new(id: &str, model: &str, created: u64, counts: bool) -> Self {
        let mut head = b"data: {".to_vec();
        let mut body = Writer(&mut head);
        body.key("id").string(&spelled_id(id));
        body.key("object").string("chat.completion.chunk");
        body.key("created").number(created);
        body.key("model").string(model);
        let choices = head.len();
        head.extend_from_slice(br#","choices":[{"index":0,"delta":{"#);
        let delta = head.len();
        head.extend_from_slice(br#""content":""#);
        let tail = if counts { TAIL_WITH_USAGE } else { TAIL };
        Self {
            head,
            choices,
            delta,
            tail,
            counts,
        }
    }

    /// A piece of text.
    pub(super) fn text(&self, text: &Text<'_>, out: &mut Vec<u8>) {
        let text = text.escaped().as_bytes();
        out.reserve(self.head.len() + text.len() + self.tail.len());
        out.extend_from_slice(&self.head);
        out.extend_from_slice(text);
        out.extend_from_slice(self.tail.as_bytes());
    }

    /// Pieces of one string, with what stands around them in the delta, its quotes included.
    pub(super) fn pieces(
        &self,
        before: &[u8],
        pieces: [&Text<'_>; 2],
        after: &[u8],
        out: &mut Vec<u8>,
    ) {
        out.extend_from_slice(&self.head[..self.delta]);
        out.extend_from_slice(before);
        for piece in pieces {
            out.extend_from_slice(piece.escaped().as_bytes());
        }
        out.extend_from_slice(after);
        // Without the quote that ends a text.
        out.extend_from_slice(&self.tail.as_bytes()[1..]);
    }

    /// A delta of these members.
    pub(super) fn delta(&self, members: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head[..self.delta]);
        out.extend_from_slice(members);
        out.extend_from_slice(&self.tail.as_bytes()[1..]);
    }

    /// The chunk that says why the answer ended.
    pub(super) fn finish(&self, reason: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head[..self.delta]);
        let mut body = Writer(out);
        body.raw("},\"finish_reason\":").string(reason).raw("}]");
        body.raw(if self.counts {
            ",\"usage\":null}\n\n"
        } else {
            "}\n\n"
        });
    }

    /// The last chunk, which has usage and no choices.
    pub(super) fn usage(&self, usage: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head[..self.choices]);
        out.extend_from_slice(br#","choices":[],"usage":"#);
        out.extend_from_slice(usage);
        out.extend_from_slice(b"}\n\n");
    }
}
