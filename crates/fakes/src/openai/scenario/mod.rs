//! The scenarios that a request can ask for: by the configuration's default, by the header `x-fake-scenario`, or by a
//! marker `[[fake:NAME]]` or `[[fake:NAME:ARGUMENT]]` in the last user text.
//!
//! | says | |
//! | --- | --- |
//! | `text` | the configured text; what `tool_choice` or the output's format insist on; or an answer to tool results |
//! | `echo` | the last user text |
//! | `tool`, `tool:NAME`, `parallel`, `parallel:N` | one, two or N calls of the client's tools |
//! | `tool:NAME=INPUT` | a call with that input; so do `custom` and `reasoning_tool` |
//! | `interleaved` | two calls whose deltas come in turn |
//! | `custom` | a call of a custom tool |
//! | `reasoning`, `reasoning_tool` | reasoning before the text, or before a call |
//! | `structured` | JSON that fits the requested schema |
//! | `refusal`, `incomplete`, `content_filter` | declines; ends for that reason |
//! | `image`, `document` | what the request's images or files are |
//! | `long`, `long:KIB`, `huge_event`, `unicode`, `empty` | much, much at once, odd characters, nothing |
//!
//! | streams Responses oddly | |
//! | --- | --- |
//! | `minimal` | only the events that the Codex client needs |
//! | `not_added` | items are finished without having been added |
//! | `empty_output` | the last event has no output |
//! | `unknown_events` | with events of unknown types |
//!
//! | fails in the stream | |
//! | --- | --- |
//! | `failed`, `failed:CODE` | before anything is said |
//! | `failed_limit`, `sub_failed`, `failed_late:CODE` | behind the first word |
//! | `mid_error` | an error event behind the first word |
//!
//! | refuses | |
//! | --- | --- |
//! | `error400` … `error503`, `overloaded` | that status |
//! | `usage_limit`, `usage_not_included` | what the Codex backend says of the plan |
//! | `sub_limit`, `sub_ineligible`, `sub_unavailable`, `sub_capability`, `sub_user` | what the API says of the plan |
//! | `context_length` | the input is too long; the Codex backend says so in the stream |
//! | `flaky` | 503 to the first of two attempts with one text |
//!
//! | delivers | |
//! | --- | --- |
//! | `slow:MS`, `slow_first:MS`, `slow_first_event:MS` | with pauses before each event, the headers, the first event |
//! | `gzip` | compressed |
//! | `cut`, `cut_mid_event`, `reset`, `hang` | half: then a clean end, an abort, silence |
//! | `never_ends` | text until the client goes away |

mod content;
mod delivery;
mod errors;
mod failing;
mod media;
mod tools;

use http::HeaderMap;

use super::access::Caller;
use super::answers::{End, Item, Reply, Tone};
use super::asked::{Asked, Format};
use super::ids;
use super::refusal::Refusal;
use crate::service::flaky::Attempts;
use crate::service::ids::Ids;
use crate::service::named::{Named, marker};

/// What a scenario may look at.
pub(crate) struct Scene<'a> {
    pub(crate) asked: Asked<'a>,
    pub(crate) named: &'a Named,
    /// The configured text.
    pub(crate) reply: &'a str,
    pub(crate) caller: &'a Caller,
    pub(crate) flaky: &'a Attempts,
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
/// The refusal that the scenario is, or one that names a scenario that is not there.
pub(crate) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Result<Reply, Refusal> {
    if let Some(refusal) = errors::find(scene) {
        return Err(refusal);
    }
    let reply = failing::play(scene, ids)
        .or_else(|| delivery::play(scene, ids))
        .or_else(|| content::play(scene, ids))
        .or_else(|| tools::play(scene, ids))
        .ok_or_else(|| {
            Refusal::invalid(format!("the fake knows no scenario {:?}", scene.named.name))
        })?;
    Ok(stopped(reply, scene.asked))
}

/// A message of the assistant.
fn said(text: impl Into<String>, ids: &mut Ids) -> Item {
    message(Tone::Answer, text, ids)
}

fn message(tone: Tone, text: impl Into<String>, ids: &mut Ids) -> Item {
    Item::Message {
        id: ids::message(ids),
        tone,
        text: text.into(),
        lump: false,
    }
}

/// An answer that is a message.
fn saying(text: impl Into<String>, ids: &mut Ids) -> Reply {
    Reply::of(vec![said(text, ids)])
}

/// Applies the stop sequences of a Chat request: the text ends before the first.
fn stopped(mut reply: Reply, asked: Asked<'_>) -> Reply {
    let stops = asked.stops();
    if asked.format != Format::Chat || stops.is_empty() || reply.end != End::Completed {
        return reply;
    }
    let cut = reply.items.iter().enumerate().find_map(|(at, item)| {
        let Item::Message { text, .. } = item else {
            return None;
        };
        let first = stops.iter().filter_map(|stop| text.find(stop)).min();
        first.map(|cut| (at, cut))
    });
    if let Some((at, cut)) = cut {
        if let Some(Item::Message { text, .. }) = reply.items.get_mut(at) {
            text.truncate(cut);
        }
        reply.items.truncate(at + 1);
    }
    reply
}
