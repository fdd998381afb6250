//! A completion: its chunks, and the whole (openai-python 3.57.0, `ChatCompletionChunk` and `ChatCompletion`).

use serde_json::{Value, json};

use super::deltas::{pieces, words};
use super::event::Event;
use super::item::{Item, Tone};
use super::{Answer, End};
use crate::openai::asked::Kind;

/// The whole completion.
pub(crate) fn whole(answer: &Answer) -> Value {
    let message = message(answer);
    let choices: Vec<Value> = (0..choices(answer))
        .map(|index| {
            json!({
                "index": index,
                "message": message,
                "logprobs": null,
                "finish_reason": finish_reason(answer),
            })
        })
        .collect();
    let mut completion = envelope(answer, "chat.completion");
    completion["choices"] = choices.into();
    completion["usage"] = answer.usage.of_completion();
    completion
}

/// All chunks, and the end.
pub(crate) fn events(answer: &Answer) -> Vec<Event> {
    let mut events: Vec<Event> = (0..choices(answer))
        .flat_map(|index| choice(answer, index))
        .collect();
    if let End::Failed {
        code,
        message,
        at_once,
    } = &answer.reply.end
    {
        let said = events.iter().position(Event::is_text);
        events.truncate(if *at_once {
            1
        } else {
            said.map_or(1, |at| at + 1)
        });
        events.push(error(code, message));
        return events;
    }
    if includes_usage(answer) {
        let mut usage = chunk(answer, json!([]));
        usage["usage"] = answer.usage.of_completion();
        events.push(Event::Chunk(usage));
    }
    events.push(Event::Done);
    events
}

/// A further piece of text.
pub(crate) fn text(answer: &Answer, piece: &str) -> Event {
    Event::Chunk(chunk(
        answer,
        json!([{ "index": 0, "delta": { "content": piece }, "logprobs": null, "finish_reason": null }]),
    ))
}

/// An error in mid-stream: OpenAI's SDKs raise it (openai-python 3.57.0, `Stream`).
pub(crate) fn error(code: &str, message: &str) -> Event {
    Event::Chunk(json!({
        "error": { "message": message, "type": "server_error", "param": null, "code": code },
    }))
}

fn choices(answer: &Answer) -> u64 {
    answer.request["n"].as_u64().unwrap_or(1).clamp(1, 128)
}

fn includes_usage(answer: &Answer) -> bool {
    answer.request["stream_options"]["include_usage"] == true
}

/// Whether the request offers functions in the way that came before tools.
fn is_legacy(answer: &Answer) -> bool {
    answer.request["functions"].is_array()
}

fn finish_reason(answer: &Answer) -> &'static str {
    let calls = answer.reply.items.iter();
    let calls = calls
        .filter(|item| matches!(item, Item::Call { .. }))
        .count();
    match answer.reply.end {
        End::Incomplete("content_filter") => "content_filter",
        End::Incomplete(_) => "length",
        _ if calls > 0 && is_legacy(answer) => "function_call",
        _ if calls > 0 => "tool_calls",
        _ => "stop",
    }
}

fn envelope(answer: &Answer, object: &str) -> Value {
    json!({
        "id": answer.id,
        "object": object,
        "created": answer.created,
        "model": answer.request["model"],
        "service_tier": "default",
        "system_fingerprint": null,
    })
}

fn chunk(answer: &Answer, choices: Value) -> Value {
    let mut chunk = envelope(answer, "chat.completion.chunk");
    chunk["choices"] = choices;
    if includes_usage(answer) {
        chunk["usage"] = Value::Null;
    }
    if answer.asked().wants_obfuscation() {
        chunk["obfuscation"] = answer.padding.get(..8).unwrap_or_default().into();
    }
    chunk
}

fn message(answer: &Answer) -> Value {
    let mut message =
        json!({ "role": "assistant", "content": null, "refusal": null, "annotations": [] });
    let mut calls = Vec::new();
    for item in &answer.reply.items {
        match item {
            Item::Message { tone, text, .. } => message[field(*tone)] = text.as_str().into(),
            Item::Call { .. } => calls.push(call(item)),
            Item::Reasoning { .. } => {}
        }
    }
    if is_legacy(answer) {
        if let Some(first) = calls.first() {
            message["function_call"] = first["function"].clone();
        }
    } else if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    message
}

fn field(tone: Tone) -> &'static str {
    match tone {
        Tone::Answer => "content",
        Tone::Refusal => "refusal",
    }
}

fn call(item: &Item) -> Value {
    let Item::Call {
        kind,
        call_id,
        name,
        input,
        ..
    } = item
    else {
        return Value::Null;
    };
    match kind {
        Kind::Function => json!({
            "id": call_id,
            "type": "function",
            "function": { "name": name, "arguments": input },
        }),
        Kind::Custom => json!({
            "id": call_id,
            "type": "custom",
            "custom": { "name": name, "input": input },
        }),
    }
}

/// The chunks of one choice.
fn choice(answer: &Answer, index: u64) -> Vec<Event> {
    let one = |delta: Value, finish: Value| {
        let choice =
            json!({ "index": index, "delta": delta, "logprobs": null, "finish_reason": finish });
        Event::Chunk(chunk(answer, json!([choice])))
    };
    let mut deltas = vec![json!({ "role": "assistant", "content": "", "refusal": null })];
    let mut calls = 0;
    for item in &answer.reply.items {
        match item {
            Item::Message {
                tone, text, lump, ..
            } => {
                let texts: Vec<&str> = if *lump {
                    vec![text]
                } else {
                    words(text).collect()
                };
                deltas.extend(texts.into_iter().map(|piece| match tone {
                    Tone::Answer => json!({ "content": piece }),
                    Tone::Refusal => json!({ "refusal": piece }),
                }));
            }
            Item::Call { .. } => {
                deltas.extend(call_deltas(item, calls, is_legacy(answer)));
                calls += 1;
            }
            Item::Reasoning { .. } => {}
        }
    }
    let mut events: Vec<Event> = deltas
        .into_iter()
        .map(|delta| one(delta, Value::Null))
        .collect();
    events.push(one(json!({}), finish_reason(answer).into()));
    events
}

/// A call: first its name, then its input piece by piece.
fn call_deltas(item: &Item, index: usize, legacy: bool) -> Vec<Value> {
    let Item::Call { kind, input, .. } = item else {
        return Vec::new();
    };
    let (holder, field) = match kind {
        Kind::Function => ("function", "arguments"),
        Kind::Custom => ("custom", "input"),
    };
    let mut opening = call(item);
    opening[holder][field] = "".into();
    opening["index"] = index.into();
    let wrap = |call: Value| {
        if legacy {
            json!({ "function_call": call[holder] })
        } else {
            json!({ "tool_calls": [call] })
        }
    };
    let piece = |piece: &str| {
        let mut inner = json!({});
        inner[field] = piece.into();
        let mut call = json!({ "index": index });
        call[holder] = inner;
        wrap(call)
    };
    let rest: Vec<Value> = pieces(input, 9).map(piece).collect();
    [wrap(opening)].into_iter().chain(rest).collect()
}
