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
        context: Text<'a> = "context",
        tool_name: Text<'a> = "tool_name",
    }
}

object! {
    struct Source<'a> {
        kind: Str<'a> = "type",
        content: Json<'a> = "content",
    }
}

object! {
    struct Part<'a> {
        kind: Str<'a> = "type",
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
        "document" | "image" => stored(kind, &block),
        // What a search of tools found, as the `claude` command's own does (source: Anthropic API docs, "Tool search"):
        // here all tools are offered from the start.
        "tool_reference" => {
            let mut words = Text::from_escaped("You can call the tool ").into_owned();
            words.push(&block.tool_name.unwrap_or_default());
            Ok(Told::Words(words))
        }
        "server_tool_use" => Ok(Told::LeftOut(format!("messages.{kind}"))),
        // The results of the client's own tools are no foreign blocks.
        _ if kind.ends_with("_tool_result") => Ok(Told::LeftOut(format!("messages.{kind}"))),
        _ => Err(content.misplaced()),
    }
}

/// A document of texts, or what was uploaded to another provider.
fn stored(kind: &str, block: &Block<'_>) -> Result<Told, Failure> {
    let source = block.source.as_ref().map_or("{}", |source| source.get());
    let source = serde_json::from_str::<Source<'_>>(source).unwrap_or_default();
    if source.kind.as_deref() != Some("content") {
        return Err(Failure::invalid(format!(
            "a file that was uploaded to another provider cannot be read here: send the `{kind}` itself, as base64"
        )));
    }
    let mut words = Text::default();
    if let Some(title) = &block.title {
        words.push(title);
        words.push(&Text::from_escaped(r":\n\n"));
    }
    if let Some(context) = &block.context {
        words.push(context);
        words.push(&Text::from_escaped(r"\n\n"));
    }
    let content = source.content.unwrap_or(Json::EMPTY);
    if let Some(text) = content.clone().into_text() {
        words.push(&text);
        return Ok(Told::Words(words));
    }
    let parts = serde_json::from_str::<Vec<Part<'_>>>(content.get()).unwrap_or_default();
    for (n, part) in parts.into_iter().enumerate() {
        let (Some("text"), Some(text)) = (part.kind.as_deref(), &part.text) else {
            return Err(Failure::invalid(
                "a document can hold text only here: send its pictures as blocks of their own",
            ));
        };
        if n > 0 {
            words.push(&Text::from_escaped(r"\n"));
        }
        words.push(text);
    }
    Ok(Told::Words(words))
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
