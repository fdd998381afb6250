//! A request as a `curl` command. Its body was never kept, so a short message stands for it.

use formats::Format;
use serde_json::json;

use crate::state::activity::Record;

/// The command that sends such a request to the proxy at `base_url`.
pub(crate) fn command(record: &Record, base_url: &str, token: Option<&str>) -> String {
    let mut lines = vec![format!(
        "curl {}",
        quoted(&format!("{base_url}{}", record.path))
    )];
    if record.method != "GET" && record.method != "POST" {
        lines.push(format!("--request {}", quoted(&record.method)));
    }
    if let Some(token) = token {
        lines.push(header(&format!("authorization: Bearer {token}")));
    }
    if record.method == "POST" {
        lines.push(header("content-type: application/json"));
        if record.format == Some(Format::Messages) {
            lines.push(header("anthropic-version: 2023-06-01"));
        }
        lines.push(format!("--data {}", quoted(&body(record))));
    }
    lines.join(" \\\n  ") + "\n"
}

fn body(record: &Record) -> String {
    let asked = record.asked.as_ref().or(record.model.as_ref());
    let model = asked.map_or("claude-sonnet-5-5", String::as_str);
    let stream = record.streaming;
    let hello = "Hello";
    let body = match record.format {
        Some(Format::Responses) => json!({"model": model, "input": hello, "stream": stream}),
        Some(Format::Messages) if record.path.ends_with("/count_tokens") => {
            json!({"model": model, "messages": [{"role": "user", "content": hello}]})
        }
        Some(Format::Messages) => json!({
            "model": model,
            "max_tokens": 1024,
            "stream": stream,
            "messages": [{"role": "user", "content": hello}],
        }),
        _ => json!({
            "model": model,
            "stream": stream,
            "messages": [{"role": "user", "content": hello}],
        }),
    };
    body.to_string()
}

fn header(text: &str) -> String {
    format!("--header {}", quoted(text))
}

/// A word as a shell takes it, whatever stands in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::activity::tests::record;

    #[test]
    fn the_command_has_the_address_the_token_and_the_model_that_was_asked_for() {
        let text = command(&record(), "http://127.0.0.1:8000", Some("a-token"));
        assert!(
            text.starts_with("curl 'http://127.0.0.1:8000/v1/messages' \\\n"),
            "{text}"
        );
        assert!(
            text.contains("Bearer a-token") && text.contains("claude-sonnet-5-5"),
            "{text}"
        );
    }

    #[test]
    fn what_a_client_named_cannot_run_anything() {
        let hostile = Record {
            asked: Some("'; rm -rf ~ #".into()),
            path: "/v1/messages'$(id)".into(),
            ..record()
        };
        let text = command(&hostile, "http://127.0.0.1:8000", None);
        assert!(text.contains(r"'\''; rm -rf ~ #"), "{text}");
        assert!(text.contains(r"/v1/messages'\''$(id)'"), "{text}");
    }
}
