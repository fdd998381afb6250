//! Requests of Responses clients.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formats_fuzz::responses_request(data));
