//! The ratios that a release is judged by. Both ways are tried in turn, so that noise on the machine hits them alike.
#![allow(clippy::print_stdout, reason = "what it prints is its result")]

use std::hint::black_box;

use crate::{clock, deltas, paths};

const ROUNDS: usize = 101;

/// Prints how many times the cost of a parse into a tree each path of a request takes, and each piece of an answer.
pub(crate) fn print() {
    println!(
        "\n| a history of 1 MiB | times a parse of it | of which at most | ms | a parse, ms |"
    );
    println!("|---|---|---|---|---|");
    for path in paths::PATHS {
        let body = path.body(1 << 20);
        let ours = || drop(black_box(path.take(black_box(&body))));
        let tree = || drop(black_box(paths::parse(black_box(&body))));
        let both = Both::timed(ours, tree);
        let (ours, tree) = (1e3 * both.ours, 1e3 * both.tree);
        println!("| {path} | {} | 4 | {ours:.2} | {tree:.2} |", both.ratio());
    }
    println!(
        "\n| a piece of 20 bytes | times a parse of it | ns | of which at most | a parse, ns |"
    );
    println!("|---|---|---|---|---|");
    for way in deltas::ways() {
        let mut out = Vec::with_capacity(1 << 12);
        let ours = || {
            black_box(way.answer(&mut out));
        };
        let both = Both::timed(ours, || way.parse());
        let each = 1e9 / deltas::PIECES as f64;
        let (ours, tree) = (each * both.ours, each * both.tree);
        println!("| {way} | {} | {ours:.0} | 500 | {tree:.0} |", both.ratio());
    }
}

/// Two ways of doing something, as they took in a number of rounds.
struct Both {
    /// How many times the second the first took, in order.
    ratios: Vec<f64>,
    /// The median of the first, in seconds.
    ours: f64,
    /// The same of the second.
    tree: f64,
}

impl Both {
    fn timed(mut ours: impl FnMut(), mut tree: impl FnMut()) -> Self {
        let rounds: Vec<(f64, f64)> = (0..ROUNDS)
            .map(|_| (timed(&mut ours), timed(&mut tree)))
            .collect();
        let sorted = |of: fn(&(f64, f64)) -> f64| {
            let mut all: Vec<f64> = rounds.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        Self {
            ratios: sorted(|(ours, tree)| ours / tree),
            ours: sorted(|(ours, _)| *ours)[ROUNDS / 2],
            tree: sorted(|(_, tree)| *tree)[ROUNDS / 2],
        }
    }

    /// The median of the ratios, and between what eight of ten are.
    fn ratio(&self) -> String {
        let ratios = &self.ratios;
        let (least, most) = (ratios[ROUNDS / 10], ratios[ROUNDS - 1 - ROUNDS / 10]);
        format!("**{:.2}** ({least:.2} to {most:.2})", ratios[ROUNDS / 2])
    }
}

/// Seconds of CPU time that `work` takes.
fn timed(work: &mut impl FnMut()) -> f64 {
    let begin = clock::now();
    work();
    clock::now().saturating_sub(begin).as_secs_f64()
}
