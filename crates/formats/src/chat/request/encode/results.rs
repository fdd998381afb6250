use super::content;
use crate::Failure;
use crate::conversation::{Block, Content, Losses};
use crate::json::{Text, Writer};
use crate::openai::brief;

/// Pictures and documents of results. A tool message holds text only, and nothing may stand between the results of one
/// message's calls: so they follow behind the last of them, in a user's message that says whose they are.
#[derive(Default)]
pub(super) struct Held<'r>(Vec<(String, &'r Block<'r>)>);

impl<'r> Held<'r> {
    /// Holds what the result of the call `id` has beside text.
    pub(super) fn hold(&mut self, id: &str, result: &'r [Block<'r>]) {
        let media = result.iter().filter(|block| !is_text(block));
        self.0.extend(media.map(|block| (id.to_owned(), block)));
    }

    /// Writes what is held as a message of its own.
    pub(super) fn release(&mut self, body: &mut Writer<'_>) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        body.item().raw(r#"{"role":"user","content":["#);
        let mut last = None;
        for (id, block) in self.0.drain(..) {
            if last.as_ref() != Some(&id) {
                body.item();
                content::text(&Text::plain(&format!("From the result of {id}:")), body);
            }
            last = Some(id);
            body.item();
            content::part(block, body)?;
        }
        body.raw("]}");
        Ok(())
    }
}

/// Writes the message of a result: its texts. The format has no mark for a tool that failed, so that its text says so.
pub(super) fn write(
    id: &str,
    result: &[Block<'_>],
    failed: bool,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) {
    let mark = if failed { "Error: " } else { "" };
    let mut texts = result.iter().filter_map(|block| {
        losses.note_extra(block.extra.as_ref());
        match &block.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    });
    let first = texts.next();
    let rest: Vec<&Text<'_>> = texts.collect();
    let first = first.map_or("", Text::escaped);
    let first = match mark {
        "" => Text::from_escaped(first),
        mark => Text::from_escaped(format!("{mark}{first}")),
    };
    body.item()
        .raw(r#"{"role":"tool","tool_call_id":"#)
        .string(id)
        .key("content");
    if rest.is_empty() {
        body.text(&first).raw("}");
        return;
    }
    body.raw("[");
    content::text(&first, body);
    for text in rest {
        body.item();
        content::text(text, body);
    }
    body.raw("]}");
}

/// The failure of a result whose call is not there.
pub(super) fn unknown(call: &str) -> Failure {
    Failure::invalid(format!(
        "there is no call with the id `{}` before its result: send the whole history",
        brief(call)
    ))
}

fn is_text(block: &Block<'_>) -> bool {
    matches!(block.content, Content::Text(_))
}
