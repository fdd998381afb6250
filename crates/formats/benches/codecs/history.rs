//! Conversations of an agent, made up: texts with escapes, tool calls and their results.

use std::fmt::Write as _;

/// What a person or a model writes, as it stands on the wire.
const WORDS: &str = r#"The quick brown fox \"jumps\" over the lazy dog;\nfn main() {\n\tprintln!(\"{}\", 42);\n} // naïve café ✓ "#;

/// The arguments of a call.
const ARGUMENTS: &str = r#"{"path": "src/main.rs", "lines": [1, 200], "text": "a \"b\"\n"}"#;

const SCHEMA: &str = r#"{"type": "object", "properties": {"path": {"type": "string"}, "lines": {"type": "array", "items": {"type": "integer"}}}, "required": ["path"]}"#;

/// A Chat request of about `size` bytes.
pub(crate) fn chat(size: usize) -> String {
    let mut body = String::from(
        r#"{"model":"claude-sonnet-4-5","messages":[{"role":"system","content":"Be brief."}"#,
    );
    let arguments = serde_json::to_string(ARGUMENTS).unwrap();
    let words = words(size);
    for n in 0.. {
        let _ = write!(
            body,
            r#",{{"role":"user","content":"{words}"}},{{"role":"assistant","content":"{words}","tool_calls":[{{"id":"call_{n}","type":"function","function":{{"name":"read","arguments":{arguments}}}}}]}},{{"role":"tool","tool_call_id":"call_{n}","content":"{words}"}}"#
        );
        if body.len() >= size {
            break;
        }
    }
    let _ = write!(
        body,
        r#"],"tools":[{{"type":"function","function":{{"name":"read","description":"Reads a file.","parameters":{SCHEMA}}}}}],"stream":true}}"#
    );
    body
}

/// A Messages request of about `size` bytes.
pub(crate) fn messages(size: usize) -> String {
    let mut body = format!(
        r#"{{"model":"claude-sonnet-4-5","max_tokens":1024,"stream":true,"system":"Be brief.","tools":[{{"name":"read","description":"Reads a file.","input_schema":{SCHEMA}}}],"messages":["#
    );
    let words = words(size);
    for n in 0.. {
        let _ = write!(
            body,
            r#"{{"role":"user","content":[{{"type":"text","text":"{words}"}}]}},{{"role":"assistant","content":[{{"type":"text","text":"{words}"}},{{"type":"tool_use","id":"toolu_{n}","name":"read","input":{ARGUMENTS}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"toolu_{n}","content":"{words}"}}]}}"#
        );
        if body.len() >= size {
            break;
        }
        body.push(',');
    }
    body.push_str("]}");
    body
}

/// A Responses request of about `size` bytes.
pub(crate) fn responses(size: usize) -> String {
    let mut body = format!(
        r#"{{"model":"claude-sonnet-4-5","stream":true,"instructions":"Be brief.","tools":[{{"type":"function","name":"read","description":"Reads a file.","parameters":{SCHEMA}}}],"input":["#
    );
    let arguments = serde_json::to_string(ARGUMENTS).unwrap();
    let words = words(size);
    for n in 0.. {
        let _ = write!(
            body,
            r#"{{"type":"message","role":"user","content":[{{"type":"input_text","text":"{words}"}}]}},{{"type":"message","role":"assistant","content":[{{"type":"output_text","text":"{words}","annotations":[]}}]}},{{"type":"function_call","call_id":"call_{n}","name":"read","arguments":{arguments}}},{{"type":"function_call_output","call_id":"call_{n}","output":"{words}"}}"#
        );
        if body.len() >= size {
            break;
        }
        body.push(',');
    }
    body.push_str("]}");
    body
}

/// Long texts in a long history, one sentence in a short one.
fn words(size: usize) -> String {
    WORDS.repeat(if size > 1 << 16 { 16 } else { 1 })
}
