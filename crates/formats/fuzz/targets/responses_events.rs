//! Answers of Responses providers.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formats_fuzz::responses_events(data));
