mod members;
mod said;
mod tools;

use super::encode;
use crate::Format;
use crate::conversation::{
    Block, Content, Effort, Extra, Losses, Media, Names, Output, Reasoning, Request, Role, Tool,
    ToolChoice, ToolKind, Turn, Verbosity,
};
use crate::json::{Json, Text};
use crate::responses::{Options, Rules};

fn written(request: &Request<'_>, rules: Rules) -> (String, Names, String) {
    let mut losses = Losses::default();
    let (body, names) = encode(request, &Options { rules }, &mut losses).unwrap();
    let body = String::from_utf8(body).unwrap();
    serde_json::from_str::<serde_json::Value>(&body).unwrap();
    (body, names, losses.line())
}

/// The member `key` of the body, as it is written.
fn member(request: &Request<'_>, rules: Rules, key: &str) -> String {
    let (body, ..) = written(request, rules);
    let members: std::collections::HashMap<String, &serde_json::value::RawValue> =
        serde_json::from_str(&body).unwrap();
    members
        .get(key)
        .map_or(String::new(), |raw| raw.get().to_owned())
}

fn input(turns: Vec<Turn<'static>>) -> String {
    let request = Request {
        turns,
        ..Request::default()
    };
    member(&request, Rules::API, "input")
}

fn turn(role: Role, blocks: impl Into<Vec<Block<'static>>>) -> Turn<'static> {
    let blocks = blocks.into();
    Turn { role, blocks }
}

fn text(words: &'static str) -> Block<'static> {
    Block::text(Text::from_escaped(words))
}

fn json(text: &'static str) -> Json<'static> {
    Json::parse(text).unwrap()
}

fn call(id: &'static str, arguments: &'static str) -> Block<'static> {
    Block::new(Content::Call {
        id: id.into(),
        name: "f".into(),
        arguments: json(arguments),
    })
}

fn result(call: &'static str, content: Vec<Block<'static>>, failed: bool) -> Block<'static> {
    let call = call.into();
    Block::new(Content::Result {
        call,
        content,
        failed,
    })
}

fn picture(url: &'static str) -> Block<'static> {
    Block::new(Content::Image(Media::Url(Text::from_escaped(url))))
}

fn foreign(block: &'static str) -> Block<'static> {
    Block::new(Content::Foreign {
        format: Format::Messages,
        json: json(block),
    })
}

fn refused(blocks: Vec<Block<'static>>, role: Role) -> String {
    let request = Request {
        turns: vec![turn(role, blocks)],
        ..Request::default()
    };
    let refused = encode(&request, &Options::default(), &mut Losses::default());
    refused.unwrap_err().message
}

fn function(name: &'static str, schema: Option<Json<'static>>) -> Tool<'static> {
    let strict = schema.as_ref().map(|_| true);
    Tool {
        name: name.into(),
        description: Some(Text::from_escaped("d")),
        kind: ToolKind::Function { schema, strict },
        extra: None,
    }
}
