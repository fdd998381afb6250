mod echo;
mod fields;
mod history;
mod items;
mod tools;

use super::decode;
use crate::conversation::{Block, Content, Losses, Request};
use crate::json::{Json, Text};
use crate::responses::Delivery;
use crate::{ErrorKind, Failure};

/// A request of these members beside its model.
fn read(members: &str) -> Result<(Request<'static>, Delivery, String), Failure> {
    let body: &'static str = format!("{{\"model\":\"m\",{members}}}").leak();
    let mut losses = Losses::default();
    let (request, delivery) = decode(body, &mut losses)?;
    Ok((request, delivery, losses.line()))
}

/// A request of these items.
fn said(items: &str) -> Result<Request<'static>, Failure> {
    read(&format!("\"input\":[{items}]")).map(|(request, ..)| request)
}

/// A request of one word, and these members.
fn with(members: &str) -> Result<(Request<'static>, Delivery, String), Failure> {
    read(&format!("\"input\":\"hello\",{members}"))
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

fn called(id: &'static str, name: &'static str, arguments: &'static str) -> Block<'static> {
    Block::new(Content::Call {
        id: id.into(),
        name: name.into(),
        arguments: json(arguments),
    })
}

fn result(id: &'static str, content: Vec<Block<'static>>) -> Block<'static> {
    Block::new(Content::Result {
        call: id.into(),
        content,
        failed: false,
    })
}

const HELLO: &str = r#"{"role":"user","content":"hello"}"#;

/// A call of `f` with this id.
fn call(id: &str) -> String {
    format!(
        r#"{{"type":"function_call","id":"fc_1","call_id":"{id}","name":"f","arguments":"{{}}","status":"completed"}}"#
    )
}

/// The output of the call with this id.
fn output(id: &str) -> String {
    format!(r#"{{"type":"function_call_output","call_id":"{id}","output":"done"}}"#)
}
