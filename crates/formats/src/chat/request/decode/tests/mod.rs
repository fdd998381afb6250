mod calls;
mod fields;
mod media;
mod messages;
mod tools;

use super::decode;
use crate::chat::Delivery;
use crate::conversation::{Block, Content, Losses, Request};
use crate::json::{Json, Text};
use crate::{ErrorKind, Failure};

/// A request of these members beside its model.
fn read(members: &str) -> Result<(Request<'static>, Delivery, String), Failure> {
    let body: &'static str = format!("{{\"model\":\"m\",{members}}}").leak();
    let mut losses = Losses::default();
    let (request, delivery) = decode(body, &mut losses)?;
    Ok((request, delivery, losses.line()))
}

/// A request of these messages.
fn said(messages: &str) -> Result<Request<'static>, Failure> {
    read(&format!("\"messages\":[{messages}]")).map(|(request, ..)| request)
}

/// A request of one message, and these members.
fn with(members: &str) -> Result<(Request<'static>, Delivery, String), Failure> {
    read(&format!("\"messages\":[{HELLO}],{members}"))
}

/// The content of a user's message of this one part.
fn part(part: &str) -> Result<Content<'static>, Failure> {
    let request = said(&format!("{{\"role\":\"user\",\"content\":[{part}]}}"))?;
    Ok(request.turns[0].blocks[0].content.clone())
}

/// The place that a refusal names.
fn param<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    let failure = result.unwrap_err();
    assert_eq!(failure.kind, ErrorKind::InvalidRequest);
    assert!(failure.message.len() > 20, "{}", failure.message);
    failure.param.unwrap_or_default()
}

fn text(words: &'static str) -> Block<'static> {
    Block::text(Text::from_escaped(words))
}

fn json(text: &'static str) -> Json<'static> {
    Json::parse(text).unwrap()
}

const HELLO: &str = r#"{"role":"user","content":"hello"}"#;

const CALL: &str = r#"{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
    "function":{"name":"f","arguments":"{\"a\": [1, \"\\u00e9\\n\"]}"}}]}"#;

const RESULT: &str = r#"{"role":"tool","tool_call_id":"c1","content":"done"}"#;
