use crate::Failure;
use crate::conversation::{Block, Content, Losses, Media};
use crate::json::{Text, Writer};
use crate::openai::{file_name, titled};

/// Writes content: one text as a string, anything else as parts.
pub(super) fn write<'b>(
    blocks: impl Iterator<Item = &'b Block<'b>> + Clone,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    for block in blocks.clone() {
        let is_document = matches!(block.content, Content::Document { .. });
        let told = is_document.then_some("context");
        losses.note_extra_but(block.extra.as_ref(), told);
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
        Content::Document { media, name } => {
            document(media, name.as_ref(), block.about().as_ref(), body)?;
        }
        other => return Err(other.misplaced()),
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

/// Writes a document; `about`: what is said about it, which stands before it.
fn document(
    media: &Media<'_>,
    name: Option<&Text<'_>>,
    about: Option<&Text<'_>>,
    body: &mut Writer<'_>,
) -> Result<(), Failure> {
    if let (Some(about), Media::Base64 { .. }) = (about, media) {
        text(&titled(name, &[about]), body);
        body.raw(",");
    }
    match media {
        Media::Base64 { media_type, data } => {
            body.raw(r#"{"type":"file","file":{"filename":"#);
            body.text(&file_name(media_type, name));
            body.key("file_data");
            data_url(media_type, data, body);
            body.raw("}}");
        }
        Media::Text(words) => {
            let said: Vec<&Text<'_>> = about.into_iter().chain([words]).collect();
            text(&titled(name, &said), body);
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
