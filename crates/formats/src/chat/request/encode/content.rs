use crate::Failure;
use crate::chat::request::brief::brief;
use crate::conversation::{Block, Content, Extra, Losses, Media};
use crate::json::{Str, Text, Writer, object};

object! {
    /// Of an extra, the names of its members; of a foreign block, its kind.
    struct Members<'a> {
        kind: Str<'a> = "type",
    }
}

/// Names what a block or tool holds for another format only, such as cache breakpoints.
pub(super) fn note_extra(extra: Option<&Extra<'_>>, losses: &mut Losses) {
    let Some(extra) = extra else {
        return;
    };
    let whole = format!("{{{}}}", &*extra.members);
    let names = serde_json::from_str::<Members<'_>>(&whole).map(|names| names.unknown);
    for name in names.iter().flatten() {
        losses.note(&**name);
    }
}

/// Writes content: one text as a string, anything else as parts.
pub(super) fn write<'b>(
    blocks: impl Iterator<Item = &'b Block<'b>> + Clone,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    for block in blocks.clone() {
        note_extra(block.extra.as_ref(), losses);
    }
    let mut all = blocks.clone();
    if let (Some(Content::Text(text)), None) = (all.next().map(|block| &block.content), all.next())
    {
        body.text(text);
        return Ok(());
    }
    body.raw("[");
    for block in blocks {
        body.item();
        part(block, body)?;
    }
    body.raw("]");
    Ok(())
}

/// Writes a content part: text, a picture or a document.
pub(super) fn part(block: &Block<'_>, body: &mut Writer<'_>) -> Result<(), Failure> {
    match &block.content {
        Content::Text(words) => text(words, body),
        Content::Image(media) => picture(media, body)?,
        Content::Document { media, name } => document(media, name.as_ref(), body)?,
        other => return Err(misplaced(other)),
    }
    Ok(())
}

/// Writes a text part.
pub(super) fn text(words: &Text<'_>, body: &mut Writer<'_>) {
    body.raw(r#"{"type":"text","text":"#).text(words).raw("}");
}

fn picture(media: &Media<'_>, body: &mut Writer<'_>) -> Result<(), Failure> {
    body.raw(r#"{"type":"image_url","image_url":{"url":"#);
    match media {
        Media::Base64 { media_type, data } => data_url(media_type, data, body),
        Media::Url(url) => {
            body.text(url);
        }
        Media::Text(_) => {
            return Err(Failure::invalid(
                "a picture must be bytes or an address, not text",
            ));
        }
    }
    body.raw("}}");
    Ok(())
}

fn document(
    media: &Media<'_>,
    name: Option<&Text<'_>>,
    body: &mut Writer<'_>,
) -> Result<(), Failure> {
    match media {
        Media::Base64 { media_type, data } => {
            body.raw(r#"{"type":"file","file":{"filename":"#);
            // The provider wants a name.
            body.text(name.unwrap_or(&Text::from_escaped("document.pdf")));
            body.key("file_data");
            data_url(media_type, data, body);
            body.raw("}}");
        }
        Media::Text(text) => {
            body.raw(r#"{"type":"text","text":""#);
            if let Some(name) = name {
                body.raw(name.escaped()).raw(r":\n\n");
            }
            body.raw(text.escaped()).raw("\"}");
        }
        Media::Url(_) => {
            let message = "the model's provider does not fetch documents: send the file itself";
            return Err(Failure::invalid(message));
        }
    }
    Ok(())
}

/// Writes bytes as a `data:` URL.
fn data_url(media_type: &str, data: &Text<'_>, body: &mut Writer<'_>) {
    let media_type = Text::plain(media_type);
    body.raw("\"data:")
        .raw(media_type.escaped())
        .raw(";base64,");
    body.raw(data.escaped()).raw("\"");
}

/// The failure of content that has no place where it stands.
pub(super) fn misplaced(content: &Content<'_>) -> Failure {
    let what = match content {
        Content::Text(_) => "text",
        Content::Refusal(_) => "a refusal",
        Content::Image(_) => "a picture",
        Content::Document { .. } => "a document",
        Content::Call { .. } => "a call of a tool",
        Content::Result { .. } => "the result of a tool",
        Content::Thinking { .. } | Content::HiddenThinking(_) => "thinking",
        Content::Foreign { json, .. } => {
            let kind = serde_json::from_str::<Members<'_>>(json.get())
                .ok()
                .and_then(|kind| kind.kind);
            let kind = kind.map_or_else(String::new, |kind| format!(" `{}`", brief(&kind)));
            return Failure::invalid(format!(
                "a content block{kind} is known to another provider's models only: leave it out, or ask one of those"
            ));
        }
    };
    Failure::invalid(format!(
        "the model's provider has no place for {what} there: leave it out"
    ))
}
