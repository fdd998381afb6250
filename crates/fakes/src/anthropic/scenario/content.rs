//! Scenarios that differ in what they say.

use serde_json::{Value, json};

use super::{Scene, structured, tools};
use crate::anthropic::base64;
use crate::anthropic::ids::Ids;
use crate::anthropic::reply::{Block, Reply, Stop};
use crate::anthropic::signature;

/// How many bytes the event of `huge_event` has at least.
const HUGE: usize = 256 * 1024;

pub(super) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let asked = scene.asked;
    let reply = match scene.named.name.as_str() {
        "text" => text(scene, ids),
        "echo" => tools::closing(scene, ids)
            .unwrap_or_else(|| Reply::text(format!("echo: {}", asked.text()))),
        "thinking" => Reply::of(vec![thinking(scene), Block::text(scene.reply)]),
        "thinking_tool" => thinking_tool(scene, ids),
        "redacted" => Reply::of(vec![
            Block::Redacted {
                data: signature::redacted(ids),
            },
            Block::text(scene.reply),
        ]),
        "structured" => tools::document(scene, ids)
            .unwrap_or_else(|| Reply::text(structured::answer(asked.output_schema()))),
        "refusal" => refusal(),
        "max_tokens" => Reply::text(half(scene.reply)).stopping(Stop::because("max_tokens")),
        "context_window" => {
            Reply::text(half(scene.reply)).stopping(Stop::because("model_context_window_exceeded"))
        }
        "stop_sequence" => stop_sequence(scene),
        "pause" => Reply::text(scene.reply).stopping(Stop::because("pause_turn")),
        "empty" => Reply::of(Vec::new()),
        "citations" | "document" => documents(&asked.blocks("document")),
        "image" => images(&asked.blocks("image")),
        "long" => Reply::text(long(scene.named.number(64) as usize * 1024)),
        "huge_event" => Reply::of(vec![Block::Lump { text: long(HUGE) }]),
        "unicode" => Reply::text(
            "Grüße aus Zürich — 你好 🦀👩‍💻 \u{2028}\u{feff} e\u{301} \"quoted\" \\ back\tslash\nline",
        ),
        _ => return None,
    };
    Some(reply)
}

/// The configured text; or what the request insists on: a tool, a shape, an answer to tool results.
fn text(scene: &Scene<'_>, ids: &mut Ids) -> Reply {
    if let Some(reply) = tools::closing(scene, ids) {
        return reply;
    }
    if scene.asked.forced_tool().is_some() {
        return tools::call(scene, ids, 1);
    }
    match scene.asked.output_schema() {
        Some(schema) => Reply::text(structured::answer(Some(schema))),
        None => tools::document(scene, ids).unwrap_or_else(|| Reply::text(scene.reply)),
    }
}

/// A call that was thought about; or an answer to its result.
fn thinking_tool(scene: &Scene<'_>, ids: &mut Ids) -> Reply {
    tools::closing(scene, ids).unwrap_or_else(|| {
        let mut reply = tools::call(scene, ids, 1);
        reply.blocks.insert(0, thinking(scene));
        reply
    })
}

/// Thinking; empty under its signature where the request wants it omitted (Anthropic API docs, "Controlling thinking
/// display").
fn thinking(scene: &Scene<'_>) -> Block {
    let text = "Let me think about it. The answer is short.";
    let omitted = scene.asked.body()["thinking"]["display"] == "omitted";
    Block::Thinking {
        thinking: if omitted {
            String::new()
        } else {
            text.to_owned()
        },
        signature: signature::of(text),
    }
}

/// `RefusalStopDetails` of anthropic-python 2.13.0.
fn refusal() -> Reply {
    let details = json!({
        "type": "refusal",
        "category": "cyber",
        "explanation": "This request was declined by the fake, as its scenario says.",
    });
    Reply::of(Vec::new()).stopping(Stop {
        details: Some(details),
        ..Stop::because("refusal")
    })
}

fn stop_sequence(scene: &Scene<'_>) -> Reply {
    let sequence = scene
        .asked
        .stop_sequences()
        .next()
        .unwrap_or("END")
        .to_owned();
    Reply::text(half(scene.reply)).stopping(Stop {
        sequence: Some(sequence),
        ..Stop::because("stop_sequence")
    })
}

/// The first half of a text, one character at least.
fn half(text: &str) -> String {
    text.chars()
        .take((text.chars().count() / 2).max(1))
        .collect()
}

/// At least `length` bytes of numbered words.
fn long(length: usize) -> String {
    let mut text = String::with_capacity(length + 16);
    let mut number = 0;
    while text.len() < length {
        text.push_str(&format!("word{number} "));
        number += 1;
    }
    text
}

/// Says what each document is; cites the beginning of those that ask for citations.
fn documents(documents: &[&Value]) -> Reply {
    if documents.is_empty() {
        return Reply::text("There is no document.");
    }
    Reply::of(
        documents
            .iter()
            .enumerate()
            .map(|(index, document)| describe(index, document))
            .collect(),
    )
}

fn describe(index: usize, document: &Value) -> Block {
    let source = &document["source"];
    let title = document["title"].as_str();
    let name = title.unwrap_or("without a title");
    let kind = source["type"].as_str().unwrap_or_default();
    let data = source["data"].as_str().unwrap_or_default();
    let (size, citation) = match kind {
        "base64" => (
            base64::decode(data).map_or(0, |bytes| bytes.len()),
            page(index, title),
        ),
        "text" => (data.len(), characters(index, title, data)),
        _ => (0, page(index, title)),
    };
    let cites = document["citations"]["enabled"] == true;
    Block::Text {
        text: format!("Document {index}: {name}, {kind}, {size} bytes."),
        citations: if cites { vec![citation] } else { Vec::new() },
    }
}

fn characters(index: usize, title: Option<&str>, data: &str) -> Value {
    let cited: String = data.chars().take(40).collect();
    json!({
        "type": "char_location",
        "cited_text": cited,
        "document_index": index,
        "document_title": title,
        "start_char_index": 0,
        "end_char_index": cited.chars().count(),
        "file_id": null,
    })
}

fn page(index: usize, title: Option<&str>) -> Value {
    json!({
        "type": "page_location",
        "cited_text": "The first page.",
        "document_index": index,
        "document_title": title,
        "start_page_number": 1,
        "end_page_number": 2,
        "file_id": null,
    })
}

fn images(images: &[&Value]) -> Reply {
    let each: Vec<String> = images
        .iter()
        .map(|image| {
            let source = &image["source"];
            match source["url"].as_str() {
                Some(url) => format!("url {url}"),
                None => {
                    let bytes = base64::decode(source["data"].as_str().unwrap_or_default())
                        .map_or(0, |bytes| bytes.len());
                    format!(
                        "{}, {bytes} bytes",
                        source["media_type"].as_str().unwrap_or_default()
                    )
                }
            }
        })
        .collect();
    Reply::text(format!("{} image(s): {}.", images.len(), each.join("; ")))
}
