//! Scenarios that differ in what they say.

use super::{Scene, media, message, said, saying, tools};
use crate::openai::access::Face;
use crate::openai::answers::{End, Item, Oddity, Reply, Tone};
use crate::openai::asked::Format;
use crate::openai::{ids, sealed};
use crate::service::ids::Ids;
use crate::service::instance;

/// How many bytes the event of `huge_event` has at least.
const HUGE: usize = 256 * 1024;
/// What the reasoning's summary says.
const THOUGHTS: [&str; 2] = [
    "**Thinking about it**\n\nThe question is plain.",
    "The answer is short.",
];

pub(super) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let asked = scene.asked;
    let reply = match scene.named.name.as_str() {
        "text" => text(scene, ids),
        "echo" => tools::closing(scene, ids)
            .unwrap_or_else(|| saying(format!("echo: {}", asked.text()), ids)),
        "reasoning" => {
            let thought = reasoning(scene, ids);
            Reply::of(vec![thought, said(scene.reply, ids)])
        }
        "structured" => saying(instance::answer(asked.output_schema()), ids),
        "refusal" => Reply::of(vec![message(
            Tone::Refusal,
            "I'm sorry, but I can't help with that.",
            ids,
        )]),
        "incomplete" => saying(half(scene.reply), ids).ending(End::Incomplete("max_output_tokens")),
        "content_filter" => {
            saying(half(scene.reply), ids).ending(End::Incomplete("content_filter"))
        }
        "minimal" => text(scene, ids).oddly(Oddity::Minimal),
        "not_added" => text(scene, ids).oddly(Oddity::NotAdded),
        "empty_output" => text(scene, ids).oddly(Oddity::EmptyOutput),
        "unknown_events" => text(scene, ids).oddly(Oddity::UnknownEvents),
        "image" => saying(media::images(asked), ids),
        "document" => saying(media::documents(asked), ids),
        "long" => saying(long(scene.named.number(64) as usize * 1024), ids),
        "huge_event" => huge(ids),
        "empty" => Reply::of(Vec::new()),
        "unicode" => saying(
            "Grüße aus Zürich, 你好 🦀👩‍💻 \u{2028}\u{feff} e\u{301} \"quoted\" \\ back\tslash\nline",
            ids,
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
    let schema = scene.asked.output_schema();
    if schema.is_some() || scene.asked.wants_json() {
        return saying(instance::answer(schema), ids);
    }
    saying(scene.reply, ids)
}

/// Reasoning: its summary where one is wanted, and encrypted where the request includes that (OpenAI API docs,
/// "Encrypted reasoning items"). The plan and the Codex backend store nothing, and encrypt it only when asked too.
pub(super) fn reasoning(scene: &Scene<'_>, ids: &mut Ids) -> Item {
    let id = ids::reasoning(ids);
    let sealed = sealed::make(&scene.caller.holder, ids);
    let encrypted = scene.asked.includes("reasoning.encrypted_content");
    Item::Reasoning {
        id,
        summary: if scene.asked.wants_summary() {
            THOUGHTS.map(str::to_owned).to_vec()
        } else {
            Vec::new()
        },
        encrypted: encrypted.then_some(sealed),
    }
}

/// Whether the request is of the Codex backend, which tells some things in the stream.
pub(super) fn is_backend(scene: &Scene<'_>) -> bool {
    scene.caller.face == Face::Codex && scene.asked.format == Format::Responses
}

/// The first half of a text, one character at least.
pub(super) fn half(text: &str) -> String {
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

fn huge(ids: &mut Ids) -> Reply {
    Reply::of(vec![Item::Message {
        id: ids::message(ids),
        tone: Tone::Answer,
        text: long(HUGE),
        lump: true,
    }])
}
