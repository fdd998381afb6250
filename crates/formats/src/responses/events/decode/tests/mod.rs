mod ends;
mod recorded;
mod tolerant;

use super::{Decoder, decode_answer};
use crate::conversation::{Answer, Block, Content, Event, Fold, Stop, Usage};
use crate::json::{Json, Text};
use crate::sse::{self, Message};
use crate::{ErrorKind, Failure};

/// What an answer comes to whose events have this data; and what was told piece by piece.
fn read<'d>(events: impl IntoIterator<Item = &'d str>) -> Result<(Answer, Vec<String>), Failure> {
    let (mut decoder, mut fold, mut told) = (Decoder::default(), Fold::default(), Vec::new());
    for data in events {
        let message = Message { name: "", data };
        decoder.decode(message, &mut |event| {
            told.push(brief(&event));
            fold.push(&event);
        })?;
    }
    let answer = fold.finish()?;
    assert!(decoder.finished());
    Ok((answer, told))
}

fn blocks<'d>(events: impl IntoIterator<Item = &'d str>) -> Vec<Block<'static>> {
    read(events).unwrap().0.blocks
}

/// An event in a word.
fn brief(event: &Event<'_>) -> String {
    match event {
        Event::Start { .. } => "start".to_owned(),
        Event::Open(_) => "open".to_owned(),
        Event::Text(text) | Event::Refusal(text) | Event::Thinking(text) => {
            text.to_plain().into_owned()
        }
        Event::Signature(text) => format!("signed {}", text.to_plain()),
        Event::Arguments(text) => text.to_plain().into_owned(),
        Event::Close => "close".to_owned(),
        Event::Stop { .. } => "stop".to_owned(),
        Event::End => "end".to_owned(),
        Event::Ping => "ping".to_owned(),
        Event::Foreign(_) => "foreign".to_owned(),
    }
}

fn text(words: &str) -> Block<'static> {
    Block::text(Text::plain(words))
}

fn call(id: &'static str, name: &'static str, arguments: &'static str) -> Block<'static> {
    Block::new(Content::Call {
        id: id.into(),
        name: name.into(),
        arguments: Json::parse(arguments).unwrap(),
    })
}

fn thinking(words: &str, signature: Option<&str>) -> Block<'static> {
    Block::new(Content::Thinking {
        text: Text::plain(words),
        signature: signature.map(Text::plain),
    })
}

const CREATED: &str = r#"{"type":"response.created","response":{"id":"resp_1","model":"gpt-6","status":"in_progress"}}"#;
const COMPLETED: &str =
    r#"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}"#;
