use serde_json::value::RawValue;

use super::media;
use super::wire::Part;
use crate::Failure;
use crate::conversation::{Block, Content, Losses};
use crate::openai::{Place, brief, read, within};

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

/// The content of a message: one text, or parts.
pub(super) fn read<'a>(
    given: &'a RawValue,
    speaker: Speaker,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Vec<Block<'a>>, Failure> {
    let content = given.get();
    if content.starts_with('"') {
        return Ok(vec![Block::text(read::text(given, place)?)]);
    }
    if !content.starts_with('[') {
        return Err(place.refuse(format!(
            "`{place}` must be a string, or a list of content parts"
        )));
    }
    let parts: Vec<Part<'a>> = read::value(content, place)?;
    let parts = parts.into_iter().enumerate();
    parts
        .map(|(n, part)| block(part, speaker, &place.item(n), losses))
        .collect()
}

fn block<'a>(
    part: Part<'a>,
    speaker: Speaker,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Block<'a>, Failure> {
    within("messages.content", Some(&part.unknown), losses);
    let kind = part.kind.as_deref().unwrap_or_default();
    let media = matches!(speaker, Speaker::User | Speaker::Tool);
    let content = match kind {
        "text" => {
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
        "image_url" if media => {
            let place = place.member("image_url");
            let image = part
                .image_url
                .ok_or_else(|| place.missing("an object with a `url`"))?;
            let (content, extra) = media::image(image, &place, losses)?;
            return Ok(Block { content, extra });
        }
        "file" if media => {
            let place = place.member("file");
            let file = part
                .file
                .ok_or_else(|| place.missing("an object with `file_data`"))?;
            media::document(file, &place, losses)?
        }
        "input_audio" => return Err(place.refuse("audio cannot be taken along: send its text")),
        "" => return Err(place.member("type").missing("the type of the content part")),
        kind => return Err(place.refuse(unknown(kind, speaker))),
    };
    Ok(Block::new(content))
}

fn unknown(kind: &str, speaker: Speaker) -> String {
    let (whose, known) = match speaker {
        Speaker::System => ("instructions", "text"),
        Speaker::User => ("a user's message", "text, image_url, file"),
        Speaker::Assistant => ("an assistant's message", "text, refusal"),
        Speaker::Tool => ("a tool's result", "text, image_url, file"),
    };
    let kind = brief(kind);
    format!("a content part of type `{kind}` cannot stand in {whose}: send {known}")
}
