//! Conversations as OpenAI's clients send them.

use super::{Call, Exchange, Part, Round, Talk, Tool};
use crate::spelled::Spelled;
use crate::tree::Tree;

impl Talk {
    /// The body of a Chat request.
    pub(crate) fn to_chat(&self) -> String {
        let mut messages = Vec::new();
        for (n, system) in self.system.iter().enumerate() {
            messages.push(message(
                instructor(n),
                content(std::slice::from_ref(system)),
            ));
        }
        for (n, exchange) in self.exchanges.iter().enumerate() {
            self.exchange(n, exchange, &mut messages);
        }
        let mut body = vec![
            ("model", Tree::word(self.model)),
            ("messages", Tree::List(messages)),
        ];
        if !self.tools.is_empty() {
            body.push(("tools", Tree::List(self.tools.iter().map(tool).collect())));
        }
        if let Some(schema) = &self.shape {
            let named = vec![
                ("name", Tree::word("answer")),
                ("schema", Tree::Raw(schema.clone())),
                ("strict", Tree::plain(true)),
            ];
            let format = vec![
                ("type", Tree::word("json_schema")),
                ("json_schema", Tree::Object(named)),
            ];
            body.push(("response_format", Tree::Object(format)));
        }
        Tree::Object(body).write(self.layout)
    }

    fn exchange(&self, n: usize, exchange: &Exchange, messages: &mut Vec<Tree>) {
        if let Some(warning) = &exchange.warning {
            messages.push(message(instructor(n + 1), Tree::Text(warning.clone())));
        }
        messages.push(message("user", parts(&exchange.user)));
        if let Some(notice) = &exchange.notice {
            messages.push(message(
                instructor(n),
                content(std::slice::from_ref(notice)),
            ));
        }
        for round in &exchange.rounds {
            messages.push(self.calling(round));
            messages.extend(round.results().into_iter().map(result));
            if let Some(remark) = &round.remark {
                messages.push(message("user", Tree::Text(remark.clone())));
            }
        }
        if !exchange.closing.is_empty() {
            messages.push(message("assistant", content(&exchange.closing)));
        }
    }

    fn calling(&self, round: &Round) -> Tree {
        let calls = round.calls.iter().map(|call| self.call(call)).collect();
        let words = match round.words.is_empty() {
            true => Tree::plain("null"),
            false => content(&round.words),
        };
        Tree::Object(vec![
            ("role", Tree::word("assistant")),
            ("content", words),
            ("tool_calls", Tree::List(calls)),
        ])
    }

    fn call(&self, call: &Call) -> Tree {
        let arguments = Spelled::of(&call.arguments, call.seed);
        let function = vec![
            ("name", Tree::Text(self.name_of(call).clone())),
            ("arguments", Tree::Text(arguments)),
        ];
        Tree::Object(vec![
            ("id", Tree::Text(call.id.clone())),
            ("type", Tree::word("function")),
            ("function", Tree::Object(function)),
        ])
    }
}

/// Both roles give instructions.
fn instructor(n: usize) -> &'static str {
    ["system", "developer"][n % 2]
}

fn message(role: &str, content: Tree) -> Tree {
    Tree::Object(vec![("role", Tree::word(role)), ("content", content)])
}

/// One text as a string, more as parts.
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

fn parts(parts: &[Part]) -> Tree {
    match parts {
        [Part::Text(text)] => Tree::Text(text.clone()),
        parts => Tree::List(parts.iter().map(part).collect()),
    }
}

fn part(part: &Part) -> Tree {
    let picture = |address: Spelled| {
        Tree::Object(vec![
            ("type", Tree::word("image_url")),
            (
                "image_url",
                Tree::Object(vec![("url", Tree::Text(address))]),
            ),
        ])
    };
    match part {
        Part::Text(words) => text(words),
        Part::Picture(kind, data, seed) => {
            picture(Spelled::of(format!("data:{kind};base64,{data}"), *seed))
        }
        Part::PictureAt(address) => picture(address.clone()),
        Part::Pdf(data, name) => {
            let data = Spelled::usual(format!("data:application/pdf;base64,{data}"));
            let file = vec![
                ("filename", Tree::Text(name.clone())),
                ("file_data", Tree::Text(data)),
            ];
            Tree::Object(vec![
                ("type", Tree::word("file")),
                ("file", Tree::Object(file)),
            ])
        }
    }
}

fn result(call: &Call) -> Tree {
    Tree::Object(vec![
        ("role", Tree::word("tool")),
        ("tool_call_id", Tree::Text(call.id.clone())),
        ("content", content(&call.result)),
    ])
}

fn tool(tool: &Tool) -> Tree {
    let mut function = vec![("name", Tree::Text(tool.name.clone()))];
    if let Some(description) = &tool.description {
        function.push(("description", Tree::Text(description.clone())));
    }
    if let Some(schema) = &tool.schema {
        function.push(("parameters", Tree::Raw(schema.clone())));
    }
    Tree::Object(vec![
        ("type", Tree::word("function")),
        ("function", Tree::Object(function)),
    ])
}
