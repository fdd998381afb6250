//! Conversations as clients of OpenAI's Responses send them.

use super::{Call, Exchange, Part, Round, Talk, Tool};
use crate::spelled::Spelled;
use crate::tree::Tree;

impl Talk {
    /// The body of a Responses request.
    pub(crate) fn to_responses(&self) -> String {
        let mut items = Vec::new();
        for (n, system) in self.system.iter().enumerate().skip(1) {
            let content = content("input_text", std::slice::from_ref(system));
            items.push(message(instructor(n), content));
        }
        for (n, exchange) in self.exchanges.iter().enumerate() {
            self.items(n, exchange, &mut items);
        }
        let mut body = vec![
            ("model", Tree::word(self.model)),
            ("input", Tree::List(items)),
        ];
        if let Some(instructions) = self.system.first() {
            body.push(("instructions", Tree::Text(instructions.clone())));
        }
        if !self.tools.is_empty() {
            body.push(("tools", Tree::List(self.tools.iter().map(tool).collect())));
        }
        if let Some(schema) = &self.shape {
            let format = vec![
                ("type", Tree::word("json_schema")),
                ("name", Tree::word("answer")),
                ("schema", Tree::Raw(schema.clone())),
                ("strict", Tree::plain(true)),
            ];
            let text = vec![("format", Tree::Object(format))];
            body.push(("text", Tree::Object(text)));
        }
        Tree::Object(body).write(self.layout)
    }

    fn items(&self, n: usize, exchange: &Exchange, items: &mut Vec<Tree>) {
        if let Some(warning) = &exchange.warning {
            items.push(message(instructor(n + 1), Tree::Text(warning.clone())));
        }
        items.push(message("user", parts(&exchange.user)));
        if let Some(notice) = &exchange.notice {
            let content = content("input_text", std::slice::from_ref(notice));
            items.push(message(instructor(n), content));
        }
        for round in &exchange.rounds {
            self.called_in(round, items);
            items.extend(round.results().into_iter().map(output));
            if let Some(remark) = &round.remark {
                items.push(message("user", Tree::Text(remark.clone())));
            }
        }
        if !exchange.closing.is_empty() {
            items.push(message(
                "assistant",
                content("output_text", &exchange.closing),
            ));
        }
    }

    fn called_in(&self, round: &Round, items: &mut Vec<Tree>) {
        if let Some((thoughts, signature)) = &round.thoughts {
            items.push(Tree::Object(vec![
                ("type", Tree::word("reasoning")),
                ("id", Tree::word("rs_1")),
                ("summary", Tree::List(vec![text("summary_text", thoughts)])),
                ("encrypted_content", Tree::word(signature)),
            ]));
        }
        if !round.words.is_empty() {
            items.push(message("assistant", content("output_text", &round.words)));
        }
        items.extend(round.calls.iter().map(|call| self.function_call(call)));
    }

    fn function_call(&self, call: &Call) -> Tree {
        let arguments = Spelled::of(&call.arguments, call.seed);
        Tree::Object(vec![
            ("type", Tree::word("function_call")),
            ("call_id", Tree::Text(call.id.clone())),
            ("name", Tree::Text(self.name_of(call).clone())),
            ("arguments", Tree::Text(arguments)),
        ])
    }
}

/// Both roles give instructions.
fn instructor(n: usize) -> &'static str {
    ["system", "developer"][n % 2]
}

fn message(role: &str, content: Tree) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word("message")),
        ("role", Tree::word(role)),
        ("content", content),
    ])
}

/// One text as a string, more as parts.
fn content(kind: &str, texts: &[Spelled]) -> Tree {
    match texts {
        [text] => Tree::Text(text.clone()),
        texts => Tree::List(texts.iter().map(|words| text(kind, words)).collect()),
    }
}

fn text(kind: &str, words: &Spelled) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word(kind)),
        ("text", Tree::Text(words.clone())),
    ])
}

fn parts(parts: &[Part]) -> Tree {
    match parts {
        [Part::Text(text)] => Tree::Text(text.clone()),
        parts => Tree::List(parts.iter().map(part).collect()),
    }
}

fn picture(address: Spelled) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word("input_image")),
        ("image_url", Tree::Text(address)),
    ])
}

fn part(part: &Part) -> Tree {
    match part {
        Part::Text(words) => text("input_text", words),
        Part::Picture(kind, data, seed) => {
            picture(Spelled::of(format!("data:{kind};base64,{data}"), *seed))
        }
        Part::PictureAt(address) => picture(address.clone()),
        Part::Pdf(data, name) => {
            let data = Spelled::usual(format!("data:application/pdf;base64,{data}"));
            Tree::Object(vec![
                ("type", Tree::word("input_file")),
                ("filename", Tree::Text(name.clone())),
                ("file_data", Tree::Text(data)),
            ])
        }
    }
}

fn output(call: &Call) -> Tree {
    let said = match &call.picture {
        None => content("input_text", &call.result),
        Some(data) => {
            let texts = call.result.iter().map(|words| text("input_text", words));
            let data = Spelled::usual(format!("data:image/png;base64,{data}"));
            Tree::List(texts.chain([picture(data)]).collect())
        }
    };
    Tree::Object(vec![
        ("type", Tree::word("function_call_output")),
        ("call_id", Tree::Text(call.id.clone())),
        ("output", said),
    ])
}

fn tool(tool: &Tool) -> Tree {
    let mut members = vec![
        ("type", Tree::word("function")),
        ("name", Tree::Text(tool.name.clone())),
    ];
    if let Some(description) = &tool.description {
        members.push(("description", Tree::Text(description.clone())));
    }
    if let Some(schema) = &tool.schema {
        members.push(("parameters", Tree::Raw(schema.clone())));
    }
    Tree::Object(members)
}
