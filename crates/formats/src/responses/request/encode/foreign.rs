//! Blocks that only Messages has, as far as they can be told to another provider.

use crate::Failure;
use crate::conversation::Content;
use crate::json::{Json, Str, Text, object};

object! {
    struct Block<'a> {
        kind: Str<'a> = "type",
        title: Text<'a> = "title",
        source: Json<'a> = "source",
        content: Json<'a> = "content",
    }
}

object! {
    struct Part<'a> {
        text: Text<'a> = "text",
    }
}

/// What a block comes to.
pub(super) enum Told {
    /// Text.
    Words(Text<'static>),
    /// Nothing, under this name: work that another provider did in its own house.
    LeftOut(String),
}

/// What the block `content`, whose JSON is `json`, comes to.
///
/// # Errors
/// If it holds what the client said, and no words for it.
pub(super) fn told(content: &Content<'_>, json: &Json<'_>) -> Result<Told, Failure> {
    let block = serde_json::from_str::<Block<'_>>(json.get()).unwrap_or_default();
    let kind = block.kind.as_deref().unwrap_or_default();
    // Source: anthropic-python 2.13.0, `ContentBlockParam`.
    match kind {
        "search_result" => Ok(Told::Words(search_result(&block))),
        "server_tool_use" => Ok(Told::LeftOut(format!("messages.{kind}"))),
        // The results of the client's own tools are no foreign blocks.
        _ if kind.ends_with("_tool_result") => Ok(Told::LeftOut(format!("messages.{kind}"))),
        _ => Err(content.misplaced()),
    }
}

/// Title, where it is from, and what it says.
fn search_result(block: &Block<'_>) -> Text<'static> {
    let mut words = Text::default();
    if let Some(title) = &block.title {
        words.push(title);
    }
    if let Some(source) = block.source.clone().and_then(Json::into_text) {
        words.push(&Text::from_escaped(" ("));
        words.push(&source);
        words.push(&Text::from_escaped(")"));
    }
    words.push(&Text::from_escaped(":"));
    let parts = block.content.as_ref().map_or("[]", |content| content.get());
    let parts = serde_json::from_str::<Vec<Part<'_>>>(parts).unwrap_or_default();
    for text in parts.into_iter().filter_map(|part| part.text) {
        words.push(&Text::from_escaped(r"\n"));
        words.push(&text);
    }
    words
}
