//! Images and files: where they come from.

use serde_json::Value;

use super::{items, kind};
use crate::openai::refusal::Refusal;
use crate::service::base64;

/// Images that are read (OpenAI API docs, "Images and vision").
const IMAGES: &[&str] = &["image/png", "image/jpeg", "image/webp", "image/gif"];

pub(super) fn in_responses(body: &Value) -> Result<(), Refusal> {
    for (index, item) in items(&body["input"]) {
        for list in ["content", "output"] {
            for (at, part) in items(&item[list]) {
                let path = format!("input[{index}].{list}[{at}]");
                stored(&part["file_id"])?;
                match kind(part) {
                    "input_image" => image(&part["image_url"], &format!("{path}.image_url"))?,
                    "input_file" => file(&part["file_data"], &format!("{path}.file_data"))?,
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

pub(super) fn in_chat(body: &Value) -> Result<(), Refusal> {
    for (index, message) in items(&body["messages"]) {
        for (at, part) in items(&message["content"]) {
            let path = format!("messages[{index}].content[{at}]");
            match kind(part) {
                "image_url" => image(&part["image_url"]["url"], &format!("{path}.image_url.url"))?,
                "file" => {
                    stored(&part["file"]["file_id"])?;
                    file(
                        &part["file"]["file_data"],
                        &format!("{path}.file.file_data"),
                    )?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// A file of the Files API: this fake has none.
fn stored(id: &Value) -> Result<(), Refusal> {
    match id.as_str() {
        None => Ok(()),
        Some(id) => Err(Refusal::new(
            404,
            "invalid_request_error",
            format!("No such File object: {id}"),
        )
        .param("id")),
    }
}

/// The API's own messages.
fn image(url: &Value, path: &str) -> Result<(), Refusal> {
    let Some(url) = url.as_str() else {
        return Ok(());
    };
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(());
    }
    let data = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"));
    match data {
        Some((kind, data)) if IMAGES.contains(&kind) && base64::decode(data).is_some() => Ok(()),
        Some((kind, _)) if !IMAGES.contains(&kind) => {
            let message = format!(
                "Invalid MIME type. Only image types are supported, but got {kind}; use one of: {}.",
                IMAGES.join(", ")
            );
            Err(Refusal::invalid(message)
                .code("invalid_image_format")
                .param(path))
        }
        _ => Err(invalid(path, "a valid URL")),
    }
}

fn file(data: &Value, path: &str) -> Result<(), Refusal> {
    let Some(data) = data.as_str() else {
        return Ok(());
    };
    let found = data
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"));
    match found {
        Some((_, data)) if base64::decode(data).is_some() => Ok(()),
        _ => Err(invalid(path, "a base64-encoded data URL with a MIME type")),
    }
}

fn invalid(path: &str, expected: &str) -> Refusal {
    let message =
        format!("Invalid '{path}'. Expected {expected}, but got a value with an invalid format.");
    Refusal::invalid(message).code("invalid_value").param(path)
}
