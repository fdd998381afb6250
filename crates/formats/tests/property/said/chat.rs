//! What is said in a Chat request.

use super::Said;
use crate::wire;

/// What is said in the Chat request `body`.
pub(crate) fn of_chat(body: &str) -> Vec<Said> {
    let request = wire::object(body);
    let mut said = Vec::new();
    for message in wire::list(request["messages"]) {
        hear(message, &mut said);
    }
    said
}

fn hear(message: &str, said: &mut Vec<Said>) {
    let role = wire::said(message, "role").unwrap();
    let members = wire::object(message);
    let content = members
        .get("content")
        .copied()
        .filter(|content| *content != "null");
    if role == "tool" {
        said.push(Said::Result {
            call: wire::string(members["tool_call_id"]),
            text: texts(content.unwrap()).concat(),
        });
        return;
    }
    match content {
        Some(content) if content.starts_with('[') => {
            said.extend(
                wire::list(content)
                    .into_iter()
                    .map(|part| heard(&role, part)),
            );
        }
        Some(content) => said.push(text(&role, wire::string(content))),
        None => {}
    }
    for call in members
        .get("tool_calls")
        .map_or_else(Vec::new, |calls| wire::list(calls))
    {
        let function = wire::member(call, "function").unwrap();
        said.push(Said::Call {
            id: wire::said(call, "id").unwrap(),
            name: wire::said(function, "name").unwrap(),
            arguments: wire::said(function, "arguments").unwrap(),
        });
    }
}

fn heard(role: &str, part: &str) -> Said {
    let kind = wire::said(part, "type").unwrap();
    let inside = |member: &str, key: &str| {
        let object = wire::member(part, member).unwrap();
        let address = wire::said(object, key).unwrap();
        // A picture or file is its base64 alone.
        let data = address
            .split_once(";base64,")
            .map(|(_, data)| data.to_owned());
        Said::Media(data.unwrap_or(address))
    };
    match kind.as_str() {
        "text" => text(role, wire::said(part, "text").unwrap()),
        "image_url" => inside("image_url", "url"),
        "file" => inside("file", "file_data"),
        _ => panic!("no place for {kind} with {role}"),
    }
}

fn text(role: &str, text: String) -> Said {
    match role {
        "system" | "developer" => Said::System(text),
        "user" => Said::User(text),
        "assistant" => Said::Assistant(text),
        _ => panic!("no role: {role}"),
    }
}

fn texts(content: &str) -> Vec<String> {
    if content.starts_with('"') {
        return vec![wire::string(content)];
    }
    let parts = wire::list(content).into_iter();
    parts
        .map(|part| wire::said(part, "text").unwrap())
        .collect()
}
