//! Conversations as Anthropic's clients send them.

use super::{Call, Exchange, Part, Round, Talk, Tool};
use crate::spelled::Spelled;
use crate::tree::Tree;

impl Talk {
    /// The body of a Messages request.
    pub(crate) fn to_messages(&self) -> String {
        let mut messages = Vec::new();
        for exchange in &self.exchanges {
            self.turns(exchange, &mut messages);
        }
        let mut body = vec![
            ("model", Tree::word(self.model)),
            ("max_tokens", Tree::plain(1024)),
            ("messages", Tree::List(messages)),
        ];
        if !self.system.is_empty() {
            body.push(("system", content(&self.system)));
        }
        if !self.tools.is_empty() {
            body.push(("tools", Tree::List(self.tools.iter().map(tool).collect())));
        }
        if let Some(schema) = &self.shape {
            let format = vec![
                ("type", Tree::word("json_schema")),
                ("schema", Tree::Raw(schema.clone())),
            ];
            let config = vec![("format", Tree::Object(format))];
            body.push(("output_config", Tree::Object(config)));
        }
        Tree::Object(body).write(self.layout)
    }

    fn turns(&self, exchange: &Exchange, messages: &mut Vec<Tree>) {
        messages.push(message("user", parts(&exchange.user)));
        if let Some(notice) = &exchange.notice {
            messages.push(message("system", content(std::slice::from_ref(notice))));
        }
        for round in &exchange.rounds {
            let mut blocks: Vec<Tree> = round.thoughts.iter().map(thoughts).collect();
            blocks.extend(round.words.iter().map(text));
            blocks.extend(round.calls.iter().map(|call| self.tool_use(call)));
            messages.push(message("assistant", Tree::List(blocks)));
            messages.push(message("user", results(round)));
        }
        if !exchange.closing.is_empty() {
            messages.push(message("assistant", content(&exchange.closing)));
        }
    }

    fn tool_use(&self, call: &Call) -> Tree {
        Tree::Object(vec![
            ("type", Tree::word("tool_use")),
            ("id", Tree::Text(call.id.clone())),
            ("name", Tree::Text(self.name_of(call).clone())),
            ("input", Tree::Raw(call.arguments.clone())),
        ])
    }
}

fn message(role: &str, content: Tree) -> Tree {
    Tree::Object(vec![("role", Tree::word(role)), ("content", content)])
}

/// One text as a string, more as blocks.
fn content(texts: &[Spelled]) -> Tree {
    match texts {
        [text] => Tree::Text(text.clone()),
        texts => Tree::List(texts.iter().map(text).collect()),
    }
}

fn text(text: &Spelled) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word("text")),
        ("text", Tree::Text(text.clone())),
    ])
}

fn thoughts((thoughts, signature): &(Spelled, String)) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word("thinking")),
        ("thinking", Tree::Text(thoughts.clone())),
        ("signature", Tree::word(signature)),
    ])
}

fn parts(parts: &[Part]) -> Tree {
    match parts {
        [Part::Text(text)] => Tree::Text(text.clone()),
        parts => Tree::List(parts.iter().map(part).collect()),
    }
}

fn part(part: &Part) -> Tree {
    match part {
        Part::Text(words) => text(words),
        Part::Picture(kind, data, seed) => sourced("image", base64(kind, data, *seed)),
        Part::PictureAt(address) => {
            let source = vec![
                ("type", Tree::word("url")),
                ("url", Tree::Text(address.clone())),
            ];
            sourced("image", Tree::Object(source))
        }
        Part::Pdf(data, name) => Tree::Object(vec![
            ("type", Tree::word("document")),
            ("source", base64("application/pdf", data, 0)),
            ("title", Tree::Text(name.clone())),
        ]),
    }
}

fn sourced(kind: &str, source: Tree) -> Tree {
    Tree::Object(vec![("type", Tree::word(kind)), ("source", source)])
}

fn base64(kind: &str, data: &str, seed: u64) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word("base64")),
        ("media_type", Tree::Text(Spelled::of(kind, seed))),
        ("data", Tree::Text(Spelled::of(data, seed))),
    ])
}

/// The results of a turn's calls, and what the person says with them.
fn results(round: &Round) -> Tree {
    let mut blocks: Vec<Tree> = round.results().into_iter().map(result).collect();
    blocks.extend(round.remark.iter().map(text));
    Tree::List(blocks)
}

fn result(call: &Call) -> Tree {
    let said = match &call.picture {
        None => content(&call.result),
        Some(data) => {
            let mut blocks: Vec<Tree> = call.result.iter().map(text).collect();
            blocks.push(sourced("image", base64("image/png", data, 0)));
            Tree::List(blocks)
        }
    };
    let mut members = vec![
        ("type", Tree::word("tool_result")),
        ("tool_use_id", Tree::Text(call.id.clone())),
        ("content", said),
    ];
    if call.failed {
        members.push(("is_error", Tree::plain(true)));
    }
    Tree::Object(members)
}

fn tool(tool: &Tool) -> Tree {
    let mut members = vec![("name", Tree::Text(tool.name.clone()))];
    if let Some(description) = &tool.description {
        members.push(("description", Tree::Text(description.clone())));
    }
    let schema = tool.schema.as_deref().unwrap_or("{\"type\":\"object\"}");
    members.push(("input_schema", Tree::Raw(schema.to_owned())));
    Tree::Object(members)
}
