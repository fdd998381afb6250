use serde_json::value::RawValue;

use super::wire::Part;
use crate::Failure;
use crate::conversation::{Block, Content, Losses};
use crate::openai::{Place, brief, media, read};

/// Whose content it is, which decides what may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Instructions: text.
    System,
    /// The person: text, pictures, files.
    User,
    /// The model: text, refusals.
    Assistant,
    /// A tool: text, and whatever else it came to.
    Tool,
}

/// One text, or parts. Empty texts say nothing, and are left out.
pub(super) fn read<'a>(
    given: &'a RawValue,
    speaker: Speaker,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Vec<Block<'a>>, Failure> {
    let content = given.get();
    let mut blocks = if content.starts_with('"') {
        vec![Block::text(read::text(given, place)?)]
    } else if content.starts_with('[') {
        let parts: Vec<Part<'a>> = read::value(content, place)?;
        let parts = parts.into_iter().enumerate();
        parts
            .map(|(n, part)| block(part, speaker, &place.item(n), losses))
            .collect::<Result<_, _>>()?
    } else {
        let message = format!("`{place}` must be a string, or a list of content parts");
        return Err(place.refuse(message));
    };
    blocks.retain(|block| match &block.content {
        Content::Text(text) | Content::Refusal(text) => !text.is_empty(),
        _ => true,
    });
    Ok(blocks)
}

fn block<'a>(
    part: Part<'a>,
    speaker: Speaker,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Block<'a>, Failure> {
    note(&part, losses);
    let kind = part.kind.as_deref().unwrap_or_default();
    let media = matches!(speaker, Speaker::User | Speaker::Tool);
    let content = match kind {
        // What the one side said may be quoted by the other.
        "input_text" | "output_text" | "text" => {
            let text = part
                .text
                .ok_or_else(|| place.member("text").missing("the text"))?;
            Content::Text(text)
        }
        "refusal" if speaker == Speaker::Assistant => {
            let refusal = part
                .refusal
                .ok_or_else(|| place.member("refusal").missing("the text"))?;
            Content::Refusal(refusal)
        }
        "input_image" if media => image(part, place, losses)?,
        "input_file" if media => document(part, place, losses)?,
        "input_audio" => return Err(place.refuse("audio cannot be taken along: send its text")),
        "" => return Err(place.member("type").missing("the type of the content part")),
        kind => return Err(place.refuse(unknown(kind, speaker))),
    };
    Ok(Block::new(content))
}

/// Names what is left out of a part.
fn note(part: &Part<'_>, losses: &mut Losses) {
    for name in &part.unknown {
        // What the SDKs' helpers made of the text, which comes back with it.
        if *name != "parsed" {
            losses.note(format!("input.content.{name}"));
        }
    }
    let annotations = part.annotations.as_ref();
    if annotations.is_some_and(|annotations| !annotations.is_empty()) {
        losses.note("input.content.annotations");
    }
}

fn image<'a>(
    part: Part<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    if part.detail.is_some_and(|detail| detail != "auto") {
        losses.note("input_image.detail");
    }
    match part.image_url {
        Some(url) => media::image(url, &place.member("image_url")),
        None if part.file_id.is_some() => Err(stored(place, "image_url")),
        None => Err(place
            .member("image_url")
            .missing("the picture as a `data:` or `https:` URL")),
    }
}

fn document<'a>(
    part: Part<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    if part.detail.is_some_and(|detail| detail != "auto") {
        losses.note("input_file.detail");
    }
    let (data, member) = match (part.file_data, part.file_url) {
        (Some(data), _) => (data, "file_data"),
        (None, Some(url)) => (url, "file_url"),
        (None, None) if part.file_id.is_some() => return Err(stored(place, "file_data")),
        (None, None) => {
            let place = place.member("file_data");
            return Err(place.missing("the file as a `data:` URL"));
        }
    };
    media::document(data, part.filename, &place.member(member))
}

fn stored(place: &Place<'_>, instead: &str) -> Failure {
    let message = format!("no files are stored here: send the file itself as `{instead}`");
    place.member("file_id").refuse(message)
}

fn unknown(kind: &str, speaker: Speaker) -> String {
    let (whose, known) = match speaker {
        Speaker::System => ("instructions", "input_text"),
        Speaker::User => ("a user's message", "input_text, input_image, input_file"),
        Speaker::Assistant => ("an assistant's message", "output_text, refusal"),
        Speaker::Tool => ("a tool's output", "input_text, input_image, input_file"),
    };
    let kind = brief(kind);
    format!("a content part of type `{kind}` cannot stand in {whose}: send {known}")
}
