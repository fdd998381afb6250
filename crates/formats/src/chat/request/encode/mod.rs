//! Writing a request.
//!
//! Equal requests come to equal bytes, and a conversation that grows keeps the bytes of its beginning: prompt caches
//! depend on it.

mod content;
mod fields;
mod messages;
mod results;
#[cfg(test)]
mod tests;
mod tools;

use super::Options;
use crate::Failure;
use crate::conversation::{Losses, Names, Request};
use crate::json::Writer;

/// Writes a request; always one that streams, and that is told what it used.
///
/// # Errors
/// What the format has no place for.
pub fn encode(
    request: &Request<'_>,
    _options: &Options,
    losses: &mut Losses,
) -> Result<(Vec<u8>, Names), Failure> {
    let mut out = Vec::with_capacity(size(request));
    let mut body = Writer(&mut out);
    body.raw("{").key("model").string(&request.model);
    messages::write(request, &mut body, losses)?;
    let names = tools::write(request, &mut body, losses)?;
    fields::write(request, &mut body, losses);
    body.raw(r#","stream":true,"stream_options":{"include_usage":true}}"#);
    Ok((out, names))
}

/// About how long the body will be.
fn size(request: &Request<'_>) -> usize {
    use crate::conversation::{Content, Media};

    let block = |content: &Content<'_>| match content {
        Content::Text(text) | Content::Refusal(text) => text.len(),
        Content::Image(Media::Base64 { data, .. })
        | Content::Document {
            media: Media::Base64 { data, .. } | Media::Text(data),
            ..
        } => data.len(),
        Content::Call { arguments, .. } => arguments.get().len() * 5 / 4,
        _ => 256,
    };
    let turns = request.turns.iter().flat_map(|turn| &turn.blocks);
    let blocks: usize = turns
        .chain(&request.system)
        .map(|b| block(&b.content) + 96)
        .sum();
    let tools = request.tools.len() * 1024;
    blocks + tools + 512
}
