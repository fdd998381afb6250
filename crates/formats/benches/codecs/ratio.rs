//! The ratio that a release is judged by. Both ways are tried in turn, so that noise on the machine hits them alike.
#![allow(clippy::print_stdout, reason = "what it prints is its result")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::history;
use crate::requests::{parse, translate};

const ROUNDS: usize = 15;
const TIMES: u32 = 8;

/// Prints how many times the cost of parsing a request into a tree its translation takes.
pub(crate) fn print() {
    let body = history::chat(1 << 20);
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let translated = timed(|| drop(black_box(translate(black_box(&body)))));
            let parsed = timed(|| drop(black_box(parse(black_box(&body)))));
            translated.as_secs_f64() / parsed.as_secs_f64()
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "chat to messages, 1 MiB: {:.2} times a parse into serde_json::Value (median of {ROUNDS}, {:.2} to {:.2}); at most 4",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1],
    );
}

fn timed(mut work: impl FnMut()) -> Duration {
    let begin = Instant::now();
    (0..TIMES).for_each(|_| work());
    begin.elapsed()
}
