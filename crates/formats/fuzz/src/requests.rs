//! Requests: what is read can be written, or is refused; what is written is JSON, and if it makes sense it can be read.

use std::collections::HashMap;

use formats::conversation::{Event, Losses, Request, Usage};
use formats::responses::{self, Rules, fit};
use formats::{chat, messages};
use serde_json::value::RawValue;

use crate::laws::stream;
use crate::sound::is_sound;

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

/// Whatever reads as a Responses request can be written in both other formats, or is refused; and what an open stream
/// keeps of it is bounded.
pub fn responses_request(data: &[u8]) {
    let Ok(body) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok((request, delivery)) = responses::decode_request(body, &mut Losses::default()) {
        write_and_read(&request);
        let mut begun = Vec::new();
        let start = Event::Start {
            id: "msg_1".into(),
            model: "m".into(),
            usage: Usage::default(),
        };
        responses::Encoder::new(delivery, 1).encode(&start, &mut begun);
        let begun = String::from_utf8(begun).expect("what is written is text");
        assert_eq!(stream::responses(&begun).len(), 2);
        assert!(begun.len() < 64 * 1024, "{} bytes", begun.len());
    }
}

fn write_and_read(request: &Request<'_>) {
    let sound = is_sound(request);
    if let Some(body) = to_messages(request, true) {
        let read = messages::decode_request(&body, &mut Losses::default());
        assert!(!sound || read.is_ok(), "{read:?}: {body}");
    }
    if let Some(body) = to_messages(request, false) {
        match messages::decode_request(&body, &mut Losses::default()) {
            // What is written again is what was written: nothing moves, no name changes once more.
            Ok((again, _)) if sound => {
                let again = to_messages(&again, false).expect("it was written before");
                assert_eq!(conversation(&again), conversation(&body));
            }
            read => assert!(!sound, "{read:?}: {body}"),
        }
    }
    for rules in [Rules::API, Rules::CODEX, Rules::PLAN] {
        if let Some(body) = to_responses(request, rules) {
            let fitted = fit(&body, &Rules::PLAN, &mut Losses::default());
            one_json(
                fitted
                    .expect("what is written here asks for nothing that is kept")
                    .body,
            );
        }
    }
    if let Some(body) = to_chat(request) {
        match chat::decode_request(&body, &mut Losses::default()) {
            Ok((again, _)) if sound => {
                let again = to_chat(&again).expect("it was written before");
                assert_eq!(conversation(&again), conversation(&body));
            }
            read => assert!(!sound, "{read:?}: {body}"),
        }
    }
}

fn to_messages(request: &Request<'_>, cache: bool) -> Option<String> {
    let options = messages::Options { cache };
    let written = messages::encode_request(request, &options, &mut Losses::default());
    written.ok().map(|(body, _)| one_json(body))
}

fn to_responses(request: &Request<'_>, rules: Rules) -> Option<String> {
    let options = responses::Options { rules };
    let written = responses::encode_request(request, &options, &mut Losses::default());
    written.ok().map(|(body, _)| one_json(body))
}

fn to_chat(request: &Request<'_>) -> Option<String> {
    let options = chat::Options::default();
    let written = chat::encode_request(request, &options, &mut Losses::default());
    written.ok().map(|(body, _)| one_json(body))
}

/// What a prompt cache sees of a request: tools, instructions and messages, byte for byte.
fn conversation(body: &str) -> [Option<&str>; 3] {
    let members: HashMap<String, &RawValue> = serde_json::from_str(body).expect("an object");
    ["tools", "system", "messages"].map(|name| members.get(name).map(|value| value.get()))
}

fn one_json(body: Vec<u8>) -> String {
    let body = String::from_utf8(body).expect("what is written is text");
    if let Err(error) = serde_json::from_str::<&RawValue>(&body) {
        panic!("no JSON: {error}: {body}");
    }
    body
}
