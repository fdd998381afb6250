//! Requests: read, and written.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use formats::conversation::{Losses, Request};
use formats::{chat, messages, responses};

use crate::clock::Clock;
use crate::history;

const SIZES: [(&str, usize); 2] = [("1 KiB", 1 << 10), ("1 MiB", 1 << 20)];

pub(crate) fn all(criterion: &mut Criterion<Clock>) {
    for (name, body, read) in [
        (
            "chat",
            history::chat as fn(usize) -> String,
            of_chat as Reads,
        ),
        ("messages", history::messages, of_messages),
        ("responses", history::responses, of_responses),
    ] {
        let mut group = criterion.benchmark_group(format!("{name} request"));
        for (size, bytes) in SIZES {
            let body = body(bytes);
            let request = read(&body);
            group.throughput(Throughput::Bytes(body.len() as u64));
            group.bench_function(BenchmarkId::new("decode", size), |bench| {
                bench.iter(|| read(black_box(&body)));
            });
            group.bench_function(BenchmarkId::new("encode", size), |bench| {
                bench.iter(|| match name {
                    "chat" => to_chat(black_box(&request)),
                    "responses" => to_responses(black_box(&request)),
                    _ => to_messages(black_box(&request)),
                });
            });
        }
        group.finish();
    }

    let body = history::chat(1 << 20);
    let mut group = criterion.benchmark_group("an estimate of tokens, 1 MiB");
    group.throughput(Throughput::Bytes(body.len() as u64));
    let request = of_chat(&body);
    group.bench_function("chat", |bench| {
        bench.iter(|| formats::conversation::estimate(black_box(&request)));
    });
    group.finish();
}

type Reads = for<'a> fn(&'a str) -> Request<'a>;

fn of_chat(body: &str) -> Request<'_> {
    chat::decode_request(body, &mut Losses::default())
        .unwrap()
        .0
}

fn of_messages(body: &str) -> Request<'_> {
    messages::decode_request(body, &mut Losses::default())
        .unwrap()
        .0
}

fn of_responses(body: &str) -> Request<'_> {
    responses::decode_request(body, &mut Losses::default())
        .unwrap()
        .0
}

fn to_chat(request: &Request<'_>) -> Vec<u8> {
    let options = chat::Options::default();
    chat::encode_request(request, &options, &mut Losses::default())
        .unwrap()
        .0
}

fn to_messages(request: &Request<'_>) -> Vec<u8> {
    let options = messages::Options { cache: true };
    messages::encode_request(request, &options, &mut Losses::default())
        .unwrap()
        .0
}

fn to_responses(request: &Request<'_>) -> Vec<u8> {
    let options = responses::Options::default();
    responses::encode_request(request, &options, &mut Losses::default())
        .unwrap()
        .0
}
