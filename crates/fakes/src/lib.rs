//! Strict fake providers: tests, benchmarks and the demo answer from them.
