//! The scenarios that a request can ask for: by the configuration's default, by the header `x-fake-scenario`, or by a
//! marker `[[fake:NAME]]` or `[[fake:NAME:ARGUMENT]]` in the last user text.
//!
//! | says | |
//! | --- | --- |
//! | `text` | the configured text; what `tool_choice` or `output_config.format` insist on; or an answer to tool results |
//! | `echo` | the last user text |
//! | `tool`, `tool:NAME`, `parallel`, `parallel:N` | one, two or N calls of the client's tools |
//! | `tool:NAME=JSON` | a call with that input; so does `thinking_tool` |
//! | `thinking`, `redacted` | thinking with its signature, or redacted, before the text |
//! | `thinking_tool` | thinking with its signature before a call |
//! | `structured` | JSON that fits the requested schema |
//! | `refusal`, `max_tokens`, `context_window`, `stop_sequence`, `pause` | ends for that reason |
//! | `citations`, `document`, `image` | what the request's documents or images are |
//! | `long`, `long:KIB`, `huge_event`, `unicode`, `empty` | much, much at once, odd characters, nothing |
//!
//! | refuses | |
//! | --- | --- |
//! | `error400` … `error529` | that status |
//! | `error429`, `error429plan` | a burst limit of one second; a plan's limit of an hour |
//! | `credential`, `extra_usage`, `revoked` | what subscription tokens get in other programs |
//! | `flaky` | 529 to the first of two attempts with one text |
//!
//! | delivers | |
//! | --- | --- |
//! | `slow:MS`, `slow_first:MS`, `slow_first_event:MS` | with pauses before each event, the headers, the first event |
//! | `gzip` | compressed |
//! | `mid_error`, `cut`, `cut_mid_event`, `reset`, `stall` | half: then an error event, a clean end, an abort, silence |
//! | `never_ends` | text until the client goes away |

mod content;
mod delivery;
mod errors;
mod tools;

pub(crate) use errors::third_party;
use http::HeaderMap;
pub(crate) use tools::tool_use;

use super::asked::Asked;
use super::ids::Ids;
use super::refusal::Refusal;
use super::reply::{Block, Reply, Stop};
use crate::service::instance as structured;
pub(crate) use crate::service::named::{Named, marker};

/// What a scenario may look at.
pub(crate) struct Scene<'a> {
    pub(crate) asked: Asked<'a>,
    pub(crate) named: &'a Named,
    /// The configured text.
    pub(crate) reply: &'a str,
}

/// The scenario of a request.
pub(crate) fn named(asked: Asked<'_>, headers: &HeaderMap, otherwise: &str) -> Named {
    if let Some(name) = headers
        .get("x-fake-scenario")
        .and_then(|value| value.to_str().ok())
    {
        return Named::parse(name);
    }
    marker(&asked.text()).unwrap_or_else(|| Named::parse(otherwise))
}

/// Plays a scenario.
///
/// # Errors
/// The refusal that the scenario is about, or one that names an unknown scenario.
pub(crate) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Result<Reply, Refusal> {
    if let Some(refusal) = errors::find(&scene.named.name) {
        return Err(refusal);
    }
    let reply = delivery::play(scene)
        .or_else(|| content::play(scene, ids))
        .or_else(|| tools::play(scene, ids))
        .ok_or_else(|| {
            Refusal::invalid(format!("the fake knows no scenario {:?}", scene.named.name))
        })?;
    Ok(stopped(reply, scene.asked))
}

/// Applies the request's stop sequences, and a `max_tokens` of 0, which generates nothing.
pub(crate) fn stopped(mut reply: Reply, asked: Asked<'_>) -> Reply {
    if asked.body()["max_tokens"] == 0 {
        return Reply::of(Vec::new()).stopping(Stop::because("max_tokens"));
    }
    if reply.stop.reason != "end_turn" {
        return reply;
    }
    let Some((at, cut, sequence)) = first_stop(&reply.blocks, asked) else {
        return reply;
    };
    if let Some(Block::Text { text, .. } | Block::Lump { text }) = reply.blocks.get_mut(at) {
        text.truncate(cut);
    }
    reply.blocks.truncate(at + 1);
    reply.stop = Stop {
        sequence: Some(sequence),
        ..Stop::because("stop_sequence")
    };
    reply
}

/// Block, byte and sequence of the first stop sequence in the text.
fn first_stop(blocks: &[Block], asked: Asked<'_>) -> Option<(usize, usize, String)> {
    blocks.iter().enumerate().find_map(|(at, block)| {
        let (Block::Text { text, .. } | Block::Lump { text }) = block else {
            return None;
        };
        let hits = asked
            .stop_sequences()
            .filter_map(|sequence| Some((text.find(sequence)?, sequence)));
        hits.min_by_key(|(cut, _)| *cut)
            .map(|(cut, sequence)| (at, cut, sequence.to_owned()))
    })
}
