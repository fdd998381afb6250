//! Rules about images and documents that travel inside the body. Source: Anthropic API docs, "Vision", and the API's
//! own messages.

use serde_json::Value;

use super::{blocks, kind, messages};
use crate::anthropic::base64;
use crate::anthropic::refusal::Refusal;

pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    for (index, message) in messages(body) {
        for (at, block) in blocks(message).iter().enumerate() {
            let path = format!("messages.{index}.content.{at}");
            source(block, &path)?;
            for (inner_at, inner) in blocks(block).iter().enumerate() {
                source(inner, &format!("{path}.{}.content.{inner_at}", kind(block)))?;
            }
        }
    }
    Ok(())
}

fn source(block: &Value, path: &str) -> Result<(), Refusal> {
    let source = &block["source"];
    if source["type"] != "base64" {
        return Ok(());
    }
    let path = format!("{path}.{}.source.base64", kind(block));
    let Some(bytes) = base64::decode(source["data"].as_str().unwrap_or_default()) else {
        return Err(Refusal::at(&format!("{path}.data"), "Invalid base64 data"));
    };
    let stated = source["media_type"].as_str().unwrap_or_default();
    match appears(&bytes) {
        Some(seen) if kind(block) == "image" && seen != stated => Err(Refusal::at(
            &format!("{path}.media_type"),
            format!(
                "The image was specified using the {stated} media type, but the image appears to be a {seen} image"
            ),
        )),
        _ => Ok(()),
    }
}

/// The media type that the first bytes speak of.
fn appears(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}
