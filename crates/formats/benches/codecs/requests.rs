//! Requests: read, written, and from one format into the other.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use formats::conversation::{Losses, Request};
use formats::{chat, messages, responses};

use crate::history;

const SIZES: [(&str, usize); 2] = [("1 KiB", 1 << 10), ("1 MiB", 1 << 20)];

pub(crate) fn all(criterion: &mut Criterion) {
    for (name, body, read) in [
        (
            "chat",
            history::chat as fn(usize) -> String,
            of_chat as Reads,
        ),
        ("messages", history::messages, of_messages),
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
                    _ => to_messages(black_box(&request)),
                });
            });
        }
        group.finish();
    }

    let mut group = criterion.benchmark_group("into a responses request, 1 MiB");
    for (name, body, read) in [
        ("from chat", history::chat(1 << 20), of_chat as Reads),
        ("from messages", history::messages(1 << 20), of_messages),
    ] {
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| to_responses(&read(black_box(&body))));
        });
    }
    let body = String::from_utf8(to_responses(&of_chat(&history::chat(1 << 20)))).unwrap();
    group.bench_function("fitted to a plan", |bench| {
        bench.iter(|| {
            responses::fit(
                black_box(&body),
                &responses::Rules::PLAN,
                &mut Losses::default(),
            )
        });
    });
    group.finish();

    let body = history::chat(1 << 20);
    let mut group = criterion.benchmark_group("an estimate of tokens, 1 MiB");
    group.throughput(Throughput::Bytes(body.len() as u64));
    let request = of_chat(&body);
    group.bench_function("chat", |bench| {
        bench.iter(|| formats::conversation::estimate(black_box(&request)));
    });
    group.finish();

    for (name, body, read) in [
        (
            "chat",
            history::chat as fn(usize) -> String,
            of_chat as Reads,
        ),
        ("responses", history::responses, of_responses),
    ] {
        let body = body(1 << 20);
        let mut group = criterion.benchmark_group(format!("{name} to messages, 1 MiB"));
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function("translate", |bench| {
            bench.iter(|| to_messages(&read(black_box(&body))));
        });
        group.bench_function("parse into a tree", |bench| {
            bench.iter(|| parse(black_box(&body)));
        });
        group.finish();
    }
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

/// A Chat request as a Messages request.
pub(crate) fn translate(body: &str) -> Vec<u8> {
    to_messages(&of_chat(body))
}

/// What the easy way begins with.
pub(crate) fn parse(body: &str) -> serde_json::Value {
    serde_json::from_slice(body.as_bytes()).unwrap()
}
