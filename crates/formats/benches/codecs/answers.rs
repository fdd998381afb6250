//! Answers: one text delta from the bytes of its stream to those of the client's, events of odd shapes, and whole answers.

use std::hint::black_box;

use criterion::Criterion;
use formats::conversation::{Answer, Block, Event, Losses, Stop, Usage};
use formats::json::{Json, Text};
use formats::sse::{self, Message};
use formats::{chat, messages, responses};

use crate::clock::Clock;

const START: &str = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":12,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
const NAME: &str = "content_block_delta";
const DATA: &str = r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello wide world abc"}}"#;
/// The same delta, written as nobody does it: nothing that is quick by its usual shape helps.
const ODD: &str = r#"{"delta": {"text": "hello wide world abc", "type": "text_delta"}, "index": 0, "type": "content_block_delta"}"#;

/// The same of another provider, with its kind in the end.
const ODD_RESPONSES: &str = r#"{"item_id": "msg_0a1b2c3d4e5f6a7b8c9d", "output_index": 0, "content_index": 0, "delta": "hello wide world abc", "sequence_number": 42, "type": "response.output_text.delta"}"#;

pub(crate) fn all(criterion: &mut Criterion<Clock>) {
    let mut group = criterion.benchmark_group("messages to chat, a text delta of 20 bytes");
    for (name, data) in [("all in", DATA), ("all in, of an odd shape", ODD)] {
        let event = format!("event: {NAME}\ndata: {data}\n\n");
        group.bench_function(name, |bench| {
            let mut way = Way::begun();
            bench.iter(|| {
                way.out.clear();
                way.push(black_box(event.as_bytes()));
                way.out.len()
            });
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("responses to chat, a text delta of 20 bytes");
    group.bench_function("of an odd shape", |bench| {
        let mut upstream = responses::Decoder::default();
        let mut client = chat::Encoder::new(chat_delivery(), 1);
        let mut out = Vec::with_capacity(1 << 12);
        let mut read = |data| {
            out.clear();
            let message = Message { name: "", data };
            let mut sink = |event: Event<'_>| client.encode(&event, &mut out);
            upstream.decode(message, &mut sink).unwrap();
            out.len()
        };
        bench.iter(|| read(black_box(ODD_RESPONSES)));
    });
    group.finish();

    let answer = answer();
    let mut group = criterion.benchmark_group("a whole answer of 4 KiB");
    group.bench_function("chat", |bench| {
        let delivery = chat_delivery();
        bench.iter(|| chat::encode_answer(&delivery, black_box(&answer), 1));
    });
    group.bench_function("responses", |bench| {
        let delivery = responses_delivery();
        bench.iter(|| responses::encode_answer(&delivery, black_box(&answer), 1));
    });
    group.bench_function("messages", |bench| {
        let delivery = messages_delivery();
        bench.iter(|| messages::encode_answer(&delivery, black_box(&answer)));
    });
    group.finish();
}

/// The way of an answer through the proxy, without the network.
struct Way {
    bytes: sse::Decoder,
    upstream: messages::Decoder,
    client: chat::Encoder,
    out: Vec<u8>,
}

impl Way {
    /// In the middle of a text.
    fn begun() -> Self {
        let mut way = Self {
            bytes: sse::Decoder::new(1 << 20),
            upstream: messages::Decoder::default(),
            client: chat::Encoder::new(chat_delivery(), 1),
            out: Vec::with_capacity(1 << 12),
        };
        way.push(START.as_bytes());
        way
    }

    fn push(&mut self, data: &[u8]) {
        let (upstream, client, out) = (&mut self.upstream, &mut self.client, &mut self.out);
        let mut sink = |event: Event<'_>| client.encode(&event, out);
        let read = self
            .bytes
            .push(data, |message| upstream.decode(message, &mut sink).unwrap());
        read.unwrap();
    }
}

fn answer() -> Answer {
    let call = formats::conversation::Content::Call {
        id: "toolu_1".into(),
        name: "read".into(),
        arguments: Json::parse(r#"{"path": "src/main.rs", "lines": [1, 200]}"#).unwrap(),
    };
    Answer {
        id: "msg_1".to_owned(),
        model: "claude-sonnet-4-5".to_owned(),
        blocks: vec![
            Block::text(Text::plain(&"so \"it\" is\n".repeat(360))),
            Block::new(call),
        ],
        stop: Stop::Calls,
        usage: Usage::default(),
    }
}

fn chat_delivery() -> chat::Delivery {
    let body = r#"{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":true}"#;
    chat::decode_request(body, &mut Losses::default())
        .unwrap()
        .1
}

fn responses_delivery() -> responses::Delivery {
    let body = r#"{"model":"m","input":"hi","stream":true}"#;
    responses::decode_request(body, &mut Losses::default())
        .unwrap()
        .1
}

fn messages_delivery() -> messages::Delivery {
    let body =
        r#"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"stream":true}"#;
    messages::decode_request(body, &mut Losses::default())
        .unwrap()
        .1
}
