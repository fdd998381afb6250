use super::content;
use crate::Failure;
use crate::conversation::{Block, Content, Losses};
use crate::json::{Text, Writer};
use crate::openai::brief;

/// Writes what a call came to: one text as a string, anything else as parts. The format has no mark for a tool that
/// failed, so that its text says so.
pub(super) fn write(
    result: &[Block<'_>],
    failed: bool,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    let mark = Text::from_escaped(if failed { "Error: " } else { "" });
    let (first, rest) = match result.split_first() {
        Some((first, rest)) => match &first.content {
            Content::Text(text) => {
                losses.note_extra(first.extra.as_ref());
                (Some(marked(&mark, text)), rest)
            }
            _ => (failed.then_some(mark), result),
        },
        None => (Some(mark), result),
    };
    if let (Some(text), []) = (&first, rest) {
        body.text(text);
        return Ok(());
    }
    body.raw("[");
    if let Some(text) = &first {
        content::text(text, body);
    }
    for block in rest {
        content::part(block, body, losses)?;
    }
    body.raw("]");
    Ok(())
}

fn marked<'t>(mark: &Text<'t>, text: &'t Text<'_>) -> Text<'t> {
    if mark.is_empty() {
        return text.borrowed();
    }
    let mut marked = mark.clone();
    marked.push(text);
    marked
}

/// The failure of a result whose call is not there.
pub(super) fn unknown(call: &str) -> Failure {
    Failure::invalid(format!(
        "there is no call with the id `{}` before its result: send the whole history",
        brief(call)
    ))
}
