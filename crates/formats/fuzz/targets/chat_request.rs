//! Requests of Chat clients.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formats_fuzz::chat_request(data));
