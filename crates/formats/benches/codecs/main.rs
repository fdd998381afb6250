//! What the codecs cost: `cargo bench -p formats`.
//!
//! Absolute times are of one machine and one moment. Two figures are ratios of one run, printed at the end: a translated
//! request beside parsing the same bytes into a tree, which is what the easy way begins with.
#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot be set up has no figures"
)]

mod answers;
mod history;
mod ratio;
mod requests;

use std::time::Duration;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    requests::all(&mut criterion);
    answers::all(&mut criterion);
    criterion.final_summary();
    ratio::print();
}
