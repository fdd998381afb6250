//! The model as a Messages request.

mod block;
mod cache;
mod constraint;
mod history;
mod schema;
mod settle;
mod tools;

use super::Options;
use crate::conversation::{Alphabet, Block, Content, Ids, Losses, Names, Output, Request};
use crate::json::Writer;
use crate::messages::Limits;
use crate::{Failure, Format};
use block::Blocks;
use cache::Breakpoints;
use history::History;
use settle::{Settled, Thinking};

/// Characters and length of `tool_use.id` (source: Anthropic API docs, "Messages"; no length is given).
const IDS: Alphabet = Alphabet {
    longest: usize::MAX,
};
/// The same of a tool's name (source: Anthropic API docs, "Define tools").
const NAMES: Alphabet = Alphabet { longest: 128 };

/// What a model is told where a client wants some JSON object: the format has no switch for it.
const JSON_ONLY: &str =
    "Answer with one JSON object and nothing else: no words around it, no code fence.";

/// Writes a request; always one that streams.
///
/// What never changes in a conversation stands first, and a turn is always written the same: each request begins with
/// the bytes of the one before it, as far as the provider's prompt cache is concerned.
///
/// # Errors
/// What the format, or the model, has no place for.
pub fn encode(
    request: &Request<'_>,
    options: &Options,
    losses: &mut Losses,
) -> Result<(Vec<u8>, Names), Failure> {
    let limits = Limits::of(&request.model);
    let blocks = request.turns.iter().flat_map(|turn| &turn.blocks);
    blocks.for_each(|block| foreign_extra(block, losses));
    let history = History::arrange(request, &limits, losses)?;
    let settled = Settled::of(request, &limits, losses);
    let breakpoints = Breakpoints::of(request, &history, *options);

    let mut out = Vec::with_capacity(history.size() + 1024);
    let mut writer = Writer(&mut out);
    writer.raw("{").key("model").string(&request.model);
    writer.key("max_tokens").number(settled.max_tokens);
    writer.key("stream").raw("true");
    sampling(request, &settled, losses, &mut writer);
    if request.verbosity.is_some() {
        losses.note("verbosity");
    }
    thinking(&settled, &mut writer);
    output(request, &settled, losses, &mut writer)?;
    if breakpoints.moving {
        writer.key("cache_control").raw(cache::CONTROL);
    }

    let mut names = Names::default();
    tools::choice(request, settled.choice.as_ref(), &mut writer);
    tools::tools(request, &breakpoints, &mut names, losses, &mut writer)?;
    let mut blocks = Blocks {
        ids: Ids::new(IDS),
        writer,
    };
    blocks.system(&history, &breakpoints, request.output == Output::Object)?;
    blocks.messages(&history)?;
    blocks.writer.raw("}");
    Ok((out, names))
}

/// Names what another format knows of a block, and of those in it.
fn foreign_extra(block: &Block<'_>, losses: &mut Losses) {
    let extra = block.extra.as_ref();
    losses.note_extra(extra.filter(|extra| extra.format != Format::Messages));
    if let Content::Result { content, .. } = &block.content {
        content
            .iter()
            .for_each(|block| foreign_extra(block, losses));
    }
}

fn sampling(
    request: &Request<'_>,
    settled: &Settled<'_>,
    losses: &mut Losses,
    writer: &mut Writer<'_>,
) {
    for (name, value) in [
        ("temperature", settled.temperature),
        ("top_p", settled.top_p),
    ] {
        if let Some(value) = value {
            writer.key(name).float(value);
        }
    }
    if let Some(k) = settled.top_k {
        writer.key("top_k").number(k);
    }
    // A sequence of white space only is refused (source: the API's own message).
    let (blank, kept): (Vec<_>, Vec<_>) = request.stop.iter().partition(|text| text.is_blank());
    if !blank.is_empty() {
        losses.note("stop");
    }
    if !kept.is_empty() {
        writer.key("stop_sequences").raw("[");
        for text in kept {
            writer.item().text(text);
        }
        writer.raw("]");
    }
}

fn thinking(settled: &Settled<'_>, writer: &mut Writer<'_>) {
    let (kind, budget, shown) = match settled.thinking {
        None => return,
        Some(Thinking::Disabled) => ("disabled", None, false),
        Some(Thinking::Adaptive { shown }) => ("adaptive", None, shown),
        Some(Thinking::Budget { tokens, shown }) => ("enabled", Some(tokens), shown),
    };
    writer.key("thinking").raw("{").key("type").string(kind);
    if let Some(tokens) = budget {
        writer.key("budget_tokens").number(tokens);
    }
    if shown {
        writer.key("display").string("summarized");
    }
    writer.raw("}");
}

/// `output_config`: how hard to try, and the shape of the answer.
fn output(
    request: &Request<'_>,
    settled: &Settled<'_>,
    losses: &mut Losses,
    writer: &mut Writer<'_>,
) -> Result<(), Failure> {
    let schema = match &request.output {
        Output::Schema {
            schema,
            description,
            ..
        } => Some(schema::of_answer(schema, description.as_ref(), losses)?),
        Output::Object => {
            // Asked for in words; nothing holds the model to it.
            losses.note("response_format");
            None
        }
        Output::Text => None,
    };
    if settled.effort.is_none() && schema.is_none() {
        return Ok(());
    }
    writer.key("output_config").raw("{");
    if let Some(effort) = settled.effort {
        writer.key("effort").string(effort.name());
    }
    if let Some(schema) = schema {
        writer
            .key("format")
            .raw("{")
            .key("type")
            .string("json_schema");
        writer.key("schema").raw(&schema).raw("}");
    }
    writer.raw("}");
    Ok(())
}
