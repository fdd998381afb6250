//! What the codecs cost: `cargo bench -p formats`.
//!
//! Times are CPU time, of one machine and one moment. What counts are ratios, printed in the end for each path of a request
//! and each piece of an answer: to parsing the same bytes into a tree, which is what the easy way begins with.
#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot be set up has no figures"
)]

mod answers;
mod clock;
mod deltas;
mod history;
mod paths;
mod ratio;
mod requests;

use std::time::Duration;

use criterion::Criterion;

use clock::Clock;

fn main() {
    let mut criterion = Criterion::default()
        .with_measurement(Clock)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    paths::all(&mut criterion);
    deltas::all(&mut criterion);
    requests::all(&mut criterion);
    answers::all(&mut criterion);
    criterion.final_summary();
    // A profiler wants to see nothing else.
    if std::env::args().all(|argument| argument != "--profile-time") {
        ratio::print();
    }
}
