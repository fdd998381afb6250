//! Writing a request.
//!
//! Equal requests come to equal bytes, and a conversation that grows keeps the bytes of its beginning: prompt caches
//! depend on it.

mod content;
mod fields;
mod foreign;
mod input;
mod model;
mod parameters;
mod results;
mod strict;
#[cfg(test)]
mod tests;
mod tools;

use super::Options;
use crate::Failure;
use crate::conversation::{Content, Losses, Media, Names, Request};
use crate::json::Writer;
use model::Model;

/// Writes a request; always one that streams, and of which the provider keeps nothing.
///
/// # Errors
/// What the format has no place for.
pub fn encode(
    request: &Request<'_>,
    options: &Options,
    losses: &mut Losses,
) -> Result<(Vec<u8>, Names), Failure> {
    let model = Model::of(&request.model);
    let rules = &options.rules;
    let mut out = Vec::with_capacity(size(request));
    let mut body = Writer(&mut out);
    body.raw("{").key("model").string(&request.model);
    let system = match content::stand_in_input(request) {
        true => &[],
        false => request.system.as_slice(),
    };
    content::instructions(system, rules, &mut body, losses)?;
    input::write(request, rules, &mut body, losses)?;
    let names = tools::write(request, rules, &mut body, losses)?;
    fields::write(request, rules, &model, &mut body, losses);
    // Models that do not reason refuse to be asked for it: "Encrypted content is not supported with this model".
    if model.reasons() {
        body.raw(r#","include":["reasoning.encrypted_content"]"#);
    }
    body.raw(r#","store":false,"stream":true}"#);
    Ok((out, names))
}

/// About how long the body will be.
fn size(request: &Request<'_>) -> usize {
    let media = |media: &Media<'_>| match media {
        Media::Base64 { data, .. } | Media::Text(data) | Media::Url(data) => data.len(),
    };
    let block = |content: &Content<'_>| match content {
        Content::Text(text) | Content::Refusal(text) => text.len(),
        Content::Image(image) => media(image),
        Content::Document {
            media: document, ..
        } => media(document),
        Content::Call { arguments, .. } => arguments.get().len() * 5 / 4,
        Content::Thinking { text, signature } => {
            text.len() + signature.as_ref().map_or(0, crate::json::Text::len)
        }
        _ => 256,
    };
    let turns = request.turns.iter().flat_map(|turn| &turn.blocks);
    let blocks: usize = turns
        .chain(&request.system)
        .map(|b| block(&b.content) + 128)
        .sum();
    blocks + request.tools.len() * 1024 + 512
}
