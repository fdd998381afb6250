//! How many cases a property is tried with.

use proptest::test_runner::{Config, RngAlgorithm};

/// Cases of a quick run: all properties together take less than a minute on two slow cores.
const QUICK: u32 = 256;
/// Cases of a long run (`cargo xtask test --long`).
const LONG: u32 = 10_000;

/// How many cases each property is tried with: 10,000 where `CCPROXY_LONG=1` is set.
pub(crate) fn cases() -> u32 {
    match std::env::var("CCPROXY_LONG") {
        Ok(long) if long == "1" => LONG,
        _ => QUICK,
    }
}

/// What every property runs with.
pub(crate) fn config() -> Config {
    Config {
        cases: cases(),
        // Half of a debug build's time would go into random numbers that are fit for cryptography.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    }
}
