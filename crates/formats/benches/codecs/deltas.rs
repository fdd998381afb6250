//! One piece of an answer on its way from each provider format to each client format, with the reading of the stream left
//! out: a piece of text, and a piece of a call's arguments. One table for all of them; beside each, a parse of the same
//! event into a tree.

use std::fmt;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use formats::Format;
use formats::conversation::{Event, Losses};
use formats::sse::{self, Message};
use formats::{chat, messages, responses};

use crate::clock::Clock;

/// Pieces of one answer: what is said is kept until its last event, and answers are not longer than this as a rule.
pub(crate) const PIECES: usize = 1000;

/// What is a piece of what.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Piece {
    Text,
    Arguments,
}

/// The provider's format, the client's, and what comes.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    from: Format,
    to: Format,
    piece: Piece,
}

/// All ways. No provider answers in Chat to a client of another format as yet.
pub(crate) fn ways() -> impl Iterator<Item = Way> {
    let pairs = [
        (Format::Messages, Format::Chat),
        (Format::Messages, Format::Responses),
        (Format::Responses, Format::Messages),
        (Format::Responses, Format::Chat),
        (Format::Chat, Format::Messages),
        (Format::Chat, Format::Responses),
    ];
    pairs
        .into_iter()
        .flat_map(|(from, to)| [Piece::Text, Piece::Arguments].map(|piece| Way { from, to, piece }))
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let piece = match self.piece {
            Piece::Text => "text",
            Piece::Arguments => "arguments",
        };
        write!(f, "{:?} to {:?}, {piece}", self.from, self.to)
    }
}

impl Way {
    /// One answer but for its end: its beginning, and `PIECES` times the same piece. Answers how much the client reads.
    pub(crate) fn answer(self, out: &mut Vec<u8>) -> usize {
        let mut upstream = Upstream::of(self.from);
        let mut client = Client::of(self.to);
        let mut read = 0;
        let mut hear = |message: Message<'_>| {
            out.clear();
            upstream.decode(message, &mut |event| client.encode(&event, out));
            read += out.len();
        };
        let mut stream = sse::Decoder::new(1 << 20);
        let head = head(self.from, self.piece);
        stream.push(head.as_bytes(), &mut hear).unwrap();
        let (name, data) = event(self.from, self.piece);
        for _ in 0..PIECES {
            hear(black_box(Message { name, data }));
        }
        read
    }

    /// What the easy way begins with, for as many pieces.
    pub(crate) fn parse(self) {
        let (_, data) = event(self.from, self.piece);
        (0..PIECES).for_each(|_| drop(black_box(tree(black_box(data)))));
    }
}

/// The piece as the provider writes it: the event's name, and its data.
fn event(from: Format, piece: Piece) -> (&'static str, &'static str) {
    match (from, piece) {
        (Format::Messages, Piece::Text) => (
            "content_block_delta",
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello wide world abc"}}"#,
        ),
        (Format::Messages, Piece::Arguments) => (
            "content_block_delta",
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"a\": 1234567890, "}}"#,
        ),
        (Format::Responses, Piece::Text) => (
            "response.output_text.delta",
            r#"{"type":"response.output_text.delta","item_id":"msg_0a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0a1b2c3d4e","output_index":0,"content_index":0,"delta":"hello wide world abc","logprobs":[],"obfuscation":"aBcDeFgH","sequence_number":42}"#,
        ),
        (Format::Responses, Piece::Arguments) => (
            "response.function_call_arguments.delta",
            r#"{"type":"response.function_call_arguments.delta","item_id":"fc_0a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0a1b2c3d4e","output_index":0,"delta":"\"a\": 1234567890, ","obfuscation":"aBcDeFgH","sequence_number":42}"#,
        ),
        (Format::Chat, Piece::Text) => (
            "",
            r#"{"id":"chatcmpl-0a1b2c3d4e5f","object":"chat.completion.chunk","created":1750000000,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_0a1b2c3d4e","choices":[{"index":0,"delta":{"content":"hello wide world abc"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"aBcDeFgH"}"#,
        ),
        (Format::Chat, Piece::Arguments) => (
            "",
            r#"{"id":"chatcmpl-0a1b2c3d4e5f","object":"chat.completion.chunk","created":1750000000,"model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_0a1b2c3d4e","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"a\": 1234567890, "}}]},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"aBcDeFgH"}"#,
        ),
    }
}
/// How an answer begins, up to where its pieces come.
fn head(from: Format, piece: Piece) -> &'static str {
    match (from, piece) {
        (Format::Messages, Piece::Text) => {
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
        }
        (Format::Messages, Piece::Arguments) => {
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"read\",\"input\":{}}}\n\n"
        }
        (Format::Responses, Piece::Text) => {
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-5\",\"status\":\"in_progress\",\"output\":[]},\"sequence_number\":0}\n\nevent: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]},\"sequence_number\":1}\n\nevent: response.content_part.added\ndata: {\"type\":\"response.content_part.added\",\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]},\"sequence_number\":2}\n\n"
        }
        (Format::Responses, Piece::Arguments) => {
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-5\",\"status\":\"in_progress\",\"output\":[]},\"sequence_number\":0}\n\nevent: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"fc_1\",\"type\":\"function_call\",\"status\":\"in_progress\",\"call_id\":\"call_1\",\"name\":\"read\",\"arguments\":\"\"},\"sequence_number\":1}\n\n"
        }
        (Format::Chat, Piece::Text) => {
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1750000000,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
        }
        (Format::Chat, Piece::Arguments) => {
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1750000000,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":\"\"}}]},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
        }
    }
}

enum Upstream {
    Messages(messages::Decoder),
    Chat(chat::Decoder),
    Responses(responses::Decoder),
}

impl Upstream {
    fn of(format: Format) -> Self {
        match format {
            Format::Messages => Self::Messages(messages::Decoder::default()),
            Format::Chat => Self::Chat(chat::Decoder::default()),
            Format::Responses => Self::Responses(responses::Decoder::default()),
        }
    }

    fn decode(&mut self, message: Message<'_>, sink: &mut impl FnMut(Event<'_>)) {
        match self {
            Self::Messages(decoder) => decoder.decode(message, sink),
            Self::Chat(decoder) => decoder.decode(message, sink),
            Self::Responses(decoder) => decoder.decode(message, sink),
        }
        .unwrap();
    }
}

enum Client {
    Messages(messages::Encoder),
    Chat(chat::Encoder),
    Responses(responses::Encoder),
}

impl Client {
    fn of(format: Format) -> Self {
        let losses = &mut Losses::default();
        match format {
            Format::Messages => {
                let body = r#"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"stream":true}"#;
                let delivery = messages::decode_request(body, losses).unwrap().1;
                Self::Messages(messages::Encoder::new(delivery))
            }
            Format::Chat => {
                let body =
                    r#"{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}"#;
                let delivery = chat::decode_request(body, losses).unwrap().1;
                Self::Chat(chat::Encoder::new(delivery, 1))
            }
            Format::Responses => {
                let body = r#"{"model":"m","input":"hi","stream":true}"#;
                let delivery = responses::decode_request(body, losses).unwrap().1;
                Self::Responses(responses::Encoder::new(delivery, 1))
            }
        }
    }

    fn encode(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Messages(encoder) => encoder.encode(event, out),
            Self::Chat(encoder) => encoder.encode(event, out),
            Self::Responses(encoder) => encoder.encode(event, out),
        }
    }
}

pub(crate) fn all(criterion: &mut Criterion<Clock>) {
    let mut group = criterion.benchmark_group("an answer of 1,000 pieces of 20 bytes");
    group.throughput(Throughput::Elements(PIECES as u64));
    for way in ways() {
        group.bench_function(way.to_string(), |bench| {
            let mut out = Vec::with_capacity(1 << 12);
            bench.iter(|| way.answer(&mut out));
        });
    }
    for from in [Format::Messages, Format::Responses, Format::Chat] {
        let (_, data) = event(from, Piece::Text);
        group.bench_function(format!("{from:?} text, parsed into trees"), |bench| {
            bench.iter(|| (0..PIECES).for_each(|_| drop(black_box(tree(black_box(data))))));
        });
    }
    group.finish();
}

fn tree(data: &str) -> serde_json::Value {
    serde_json::from_str(data).unwrap()
}
