//! The events of a stream, however it is cut.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formats_fuzz::sse_decoder(data));
