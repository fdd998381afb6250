//! What is said in a Responses request.

use super::Said;
use crate::wire;

/// What is said in the Responses request `body`.
pub(crate) fn of_responses(body: &str) -> Vec<Said> {
    let request = wire::object(body);
    let mut said = Vec::new();
    if let Some(instructions) = request.get("instructions") {
        said.push(Said::System(wire::string(instructions)));
    }
    if request["input"].starts_with('"') {
        said.push(Said::User(wire::string(request["input"])));
        return said;
    }
    for item in wire::list(request["input"]) {
        hear(item, &mut said);
    }
    said
}

fn hear(item: &str, said: &mut Vec<Said>) {
    let kind = wire::said(item, "type").unwrap_or_else(|| "message".to_owned());
    let members = wire::object(item);
    match kind.as_str() {
        "message" => {
            let role = wire::string(members["role"]);
            heard(&role, members["content"], said);
        }
        "function_call" => said.push(Said::Call {
            id: wire::string(members["call_id"]),
            name: wire::string(members["name"]),
            arguments: wire::string(members["arguments"]),
        }),
        "custom_tool_call" => said.push(Said::Call {
            id: wire::string(members["call_id"]),
            name: wire::string(members["name"]),
            arguments: members["input"].to_owned(),
        }),
        "function_call_output" | "custom_tool_call_output" => {
            let mut parts = Vec::new();
            heard("user", members["output"], &mut parts);
            let (texts, media): (Vec<_>, Vec<_>) = parts
                .into_iter()
                .partition(|part| matches!(part, Said::User(_)));
            let texts = texts.iter().filter_map(Said::text);
            said.push(Said::Result {
                call: wire::string(members["call_id"]),
                text: texts.collect(),
            });
            said.extend(media);
        }
        "reasoning" | "additional_tools" => {}
        _ => panic!("no place for {kind}"),
    }
}

fn heard(role: &str, content: &str, said: &mut Vec<Said>) {
    if content.starts_with('"') {
        said.push(text(role, wire::string(content)));
        return;
    }
    for part in wire::list(content) {
        let kind = wire::said(part, "type").unwrap();
        let inside = |member: &str| wire::said(part, member);
        said.push(match (kind.as_str(), role) {
            ("input_text", "system" | "developer" | "user") | ("output_text", "assistant") => {
                text(role, inside("text").unwrap())
            }
            ("refusal", "assistant") => text(role, inside("refusal").unwrap()),
            ("input_image", "user") => media(inside("image_url").unwrap()),
            ("input_file", "user") => {
                media(inside("file_data").or_else(|| inside("file_url")).unwrap())
            }
            _ => panic!("no place for {kind} with {role}"),
        });
    }
}

/// A picture or file is its base64 alone, or its address.
fn media(address: String) -> Said {
    let data = address
        .split_once(";base64,")
        .map(|(_, data)| data.to_owned());
    Said::Media(data.unwrap_or(address))
}

fn text(role: &str, text: String) -> Said {
    match role {
        "system" | "developer" => Said::System(text),
        "user" => Said::User(text),
        "assistant" => Said::Assistant(text),
        _ => panic!("no role: {role}"),
    }
}
