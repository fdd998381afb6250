//! Requests of Messages clients.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formats_fuzz::messages_request(data));
