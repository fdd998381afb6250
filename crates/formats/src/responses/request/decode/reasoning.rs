use serde_json::value::RawValue;

use super::wire::{Item, Thought};
use crate::Failure;
use crate::conversation::Content;
use crate::json::Text;
use crate::openai::{Place, read};

/// What the model thought, as its provider encrypted it. `None` if it did not: then it says nothing that a provider
/// takes back.
pub(super) fn read<'a>(item: &Item<'a>, place: &Place<'_>) -> Result<Option<Content<'a>>, Failure> {
    let signature = item.encrypted_content.clone();
    let Some(signature) = signature.filter(|signature| !signature.is_empty()) else {
        return Ok(None);
    };
    let mut text = thoughts(item.summary, &place.member("summary"))?;
    if text.is_empty() {
        text = thoughts(item.content, &place.member("content"))?;
    }
    let signature = Some(signature);
    Ok(Some(Content::Thinking { text, signature }))
}

/// The parts of a list, set apart by blank lines.
fn thoughts<'a>(given: Option<&'a RawValue>, place: &Place<'_>) -> Result<Text<'a>, Failure> {
    let Some(given) = given else {
        return Ok(Text::default());
    };
    let parts: Vec<Thought<'a>> = read::value(given.get(), place)?;
    let mut parts = parts.into_iter().filter_map(|part| part.text);
    let mut text = parts.next().unwrap_or_default();
    for part in parts {
        text.push(&Text::plain("\n\n"));
        text.push(&part);
    }
    Ok(text)
}
