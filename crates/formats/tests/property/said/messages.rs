//! What is said in a Messages request.

use super::Said;
use crate::wire;

/// What is said in the Messages request `body`.
pub(crate) fn of_messages(body: &str) -> Vec<Said> {
    let request = wire::object(body);
    let mut said = Vec::new();
    if let Some(system) = request.get("system") {
        hear("system", system, &mut said);
    }
    for message in wire::list(request["messages"]) {
        let role = wire::said(message, "role").unwrap();
        hear(&role, wire::object(message)["content"], &mut said);
    }
    said
}

fn hear(role: &str, content: &str, said: &mut Vec<Said>) {
    if content.starts_with('"') {
        said.push(text(role, wire::string(content)));
        return;
    }
    for block in wire::list(content) {
        let kind = wire::said(block, "type").unwrap();
        said.push(match (kind.as_str(), role) {
            ("text", _) => text(role, wire::said(block, "text").unwrap()),
            ("image" | "document", "user") => media(block),
            ("tool_use", "assistant") => Said::Call {
                id: wire::said(block, "id").unwrap(),
                name: wire::said(block, "name").unwrap(),
                arguments: wire::member(block, "input").unwrap().to_owned(),
            },
            ("thinking", "assistant") => continue,
            ("tool_result", "user") => {
                let (text, pictures) =
                    wire::member(block, "content").map_or_else(Default::default, result);
                let call = wire::said(block, "tool_use_id").unwrap();
                said.push(Said::Result { call, text });
                said.extend(pictures);
                continue;
            }
            _ => panic!("no place for {kind} with {role}"),
        });
    }
}

fn text(role: &str, text: String) -> Said {
    match role {
        "system" => Said::System(text),
        "user" => Said::User(text),
        "assistant" => Said::Assistant(text),
        _ => panic!("no role: {role}"),
    }
}

fn media(block: &str) -> Said {
    let source = wire::member(block, "source").unwrap();
    let data = wire::said(source, "data").or_else(|| wire::said(source, "url"));
    Said::Media(data.unwrap())
}

/// The text of a result, and its pictures.
fn result(content: &str) -> (String, Vec<Said>) {
    if content.starts_with('"') {
        return (wire::string(content), Vec::new());
    }
    let (mut text, mut pictures) = (String::new(), Vec::new());
    for block in wire::list(content) {
        match wire::said(block, "text") {
            Some(words) => text.push_str(&words),
            None => pictures.push(media(block)),
        }
    }
    (text, pictures)
}
