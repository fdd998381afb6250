//! Requests: what is read can be written, and what is written can be read.

use formats::conversation::{Losses, Request};
use formats::{chat, messages};
use serde_json::value::RawValue;

/// Whatever reads as a Chat request can be written in both formats, or is refused.
pub fn chat_request(data: &[u8]) {
    let Ok(body) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok((request, _)) = chat::decode_request(body, &mut Losses::default()) {
        write_and_read(&request);
    }
}

/// Whatever reads as a Messages request can be written in both formats, or is refused.
pub fn messages_request(data: &[u8]) {
    let Ok(body) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok((request, _)) = messages::decode_request(body, &mut Losses::default()) {
        write_and_read(&request);
    }
}

fn write_and_read(request: &Request<'_>) {
    for cache in [false, true] {
        let options = messages::Options { cache };
        if let Ok((body, _)) = messages::encode_request(request, &options, &mut Losses::default()) {
            let body = one_json(&body);
            if let Err(failure) = messages::decode_request(body, &mut Losses::default()) {
                panic!("{failure}: {body}");
            }
        }
    }
    if let Ok((body, _)) = chat::encode_request(request, &chat::Options::default(), &mut Losses::default()) {
        let body = one_json(&body);
        if let Err(failure) = chat::decode_request(body, &mut Losses::default()) {
            panic!("{failure}: {body}");
        }
    }
}

fn one_json(body: &[u8]) -> &str {
    let body = std::str::from_utf8(body).expect("what is written is text");
    if let Err(error) = serde_json::from_str::<&RawValue>(body) {
        panic!("no JSON: {error}: {body}");
    }
    body
}
