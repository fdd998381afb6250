//! What a request's images and files are.

use serde_json::Value;

use crate::openai::asked::{Asked, Format};
use crate::service::base64;

/// Says what each image of the last user message is.
pub(super) fn images(asked: Asked<'_>) -> String {
    let kind = match asked.format {
        Format::Responses => "input_image",
        Format::Chat => "image_url",
    };
    let each: Vec<String> = asked
        .parts(kind)
        .into_iter()
        .map(|part| {
            let url = match asked.format {
                Format::Responses => &part["image_url"],
                Format::Chat => &part["image_url"]["url"],
            };
            source(url)
        })
        .collect();
    format!("{} image(s): {}.", each.len(), each.join("; "))
}

/// Says what each file of the last user message is.
pub(super) fn documents(asked: Asked<'_>) -> String {
    let (kind, inner) = match asked.format {
        Format::Responses => ("input_file", None),
        Format::Chat => ("file", Some("file")),
    };
    let each: Vec<String> = asked
        .parts(kind)
        .into_iter()
        .map(|part| {
            let file = inner.map_or(part, |inner| &part[inner]);
            let name = file["filename"].as_str().unwrap_or("without a name");
            let data = if file["file_url"].is_string() {
                &file["file_url"]
            } else {
                &file["file_data"]
            };
            format!("{name}, {}", source(data))
        })
        .collect();
    format!("{} file(s): {}.", each.len(), each.join("; "))
}

/// A data URL by its type and size; another by itself.
fn source(url: &Value) -> String {
    let url = url.as_str().unwrap_or_default();
    match url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
    {
        Some((kind, data)) => {
            let size = base64::decode(data).map_or(0, |bytes| bytes.len());
            format!("{kind}, {size} bytes")
        }
        None => format!("url {url}"),
    }
}
