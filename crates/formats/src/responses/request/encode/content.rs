use super::foreign::{self, Told};
use crate::Failure;
use crate::conversation::{Block, Content, Losses, Media, Output, Request};
use crate::json::{Text, Writer};
use crate::openai::{DETAIL, file_name, titled};
use crate::responses::Rules;

/// Whether the instructions before the first turn stand in the input: where they are all that is said, since there must
/// be something in it (the provider's own words: "One of \"input\" or \"previous_response_id\" … must be provided");
/// and where any JSON is wanted, which the provider gives only if the input says so ("Response input messages must
/// contain the word 'json' in some form"). Other formats count instructions as messages.
pub(super) fn stand_in_input(request: &Request<'_>) -> bool {
    let alone = request.turns.is_empty() || request.output == Output::Object;
    alone && !request.system.is_empty()
}

/// Writes the instructions before the first turn as a developer's message.
pub(super) fn developer(
    blocks: &[Block<'_>],
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    body.item()
        .raw(r#"{"type":"message","role":"developer","content":["#);
    for block in blocks {
        let Content::Text(words) = &block.content else {
            return Err(block.content.misplaced());
        };
        losses.note_extra(block.extra.as_ref());
        text(words, body);
    }
    body.raw("]}");
    Ok(())
}

/// Writes the instructions before the first turn, joined by blank lines; where there are none, none but for providers
/// that want some.
pub(super) fn instructions(
    blocks: &[Block<'_>],
    rules: &Rules,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    let mut joined: Option<Text<'_>> = None;
    for block in blocks {
        losses.note_extra(block.extra.as_ref());
        let Content::Text(text) = &block.content else {
            return Err(block.content.misplaced());
        };
        match &mut joined {
            None => joined = Some(text.borrowed()),
            Some(joined) => {
                joined.push(&Text::from_escaped(r"\n\n"));
                joined.push(text);
            }
        }
    }
    if joined.is_some() || rules.instructed {
        let text = joined.unwrap_or_default();
        body.key("instructions").text(&text);
    }
    Ok(())
}

/// Writes a content part of what the model reads: text, a picture or a document. What is left out is named.
pub(super) fn part(
    block: &Block<'_>,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    let told = match &block.content {
        Content::Image(_) => Some(DETAIL),
        Content::Document { .. } => Some("context"),
        _ => None,
    };
    losses.note_extra_but(block.extra.as_ref(), told);
    match &block.content {
        Content::Text(words) => text(words, body),
        Content::Image(media) => {
            let detail = block.extra.as_ref().and_then(|extra| extra.text(DETAIL));
            picture(media, detail.as_ref(), body)?;
        }
        Content::Document { media, name } => {
            document(media, name.as_ref(), block.about().as_ref(), body)?;
        }
        Content::Foreign { json, .. } => match foreign::told(&block.content, json)? {
            Told::Words(words) => text(&words, body),
            Told::LeftOut(name) => losses.note(name),
        },
        other => return Err(other.misplaced()),
    }
    Ok(())
}

/// Writes a text part of what the model reads.
pub(super) fn text(words: &Text<'_>, body: &mut Writer<'_>) {
    body.item().raw(r#"{"type":"input_text","text":"#);
    body.text(words).raw("}");
}

/// Writes a picture, to be looked at as closely as `detail` says.
fn picture(
    media: &Media<'_>,
    detail: Option<&Text<'_>>,
    body: &mut Writer<'_>,
) -> Result<(), Failure> {
    if let Media::Text(_) = media {
        let message = "a picture must be bytes or an address, not text";
        return Err(Failure::invalid(message));
    }
    body.item().raw(r#"{"type":"input_image","detail":"#);
    body.text(detail.unwrap_or(&Text::from_escaped("auto")));
    body.key("image_url");
    match media {
        Media::Base64 { media_type, data } => data_url(media_type, data, body),
        Media::Url(text) | Media::Text(text) => {
            body.text(text);
        }
    }
    body.raw("}");
    Ok(())
}

/// Writes a document; `about`: what is said about it, which stands before it.
fn document(
    media: &Media<'_>,
    name: Option<&Text<'_>>,
    about: Option<&Text<'_>>,
    body: &mut Writer<'_>,
) -> Result<(), Failure> {
    if let (Some(about), false) = (about, matches!(media, Media::Text(_))) {
        text(&titled(name, &[about]), body);
    }
    match media {
        Media::Base64 { media_type, data } => {
            body.item().raw(r#"{"type":"input_file","filename":"#);
            body.text(&file_name(media_type, name));
            data_url(media_type, data, body.key("file_data"));
            body.raw("}");
        }
        Media::Url(url) => {
            body.item().raw(r#"{"type":"input_file","file_url":"#);
            body.text(url).raw("}");
        }
        Media::Text(words) => {
            let said: Vec<&Text<'_>> = about.into_iter().chain([words]).collect();
            text(&titled(name, &said), body);
        }
    }
    Ok(())
}

/// Writes bytes as a `data:` URL.
fn data_url(media_type: &str, data: &Text<'_>, body: &mut Writer<'_>) {
    let media_type = Text::plain(media_type);
    body.raw("\"data:").raw(media_type.escaped());
    body.raw(";base64,").raw(data.escaped()).raw("\"");
}
