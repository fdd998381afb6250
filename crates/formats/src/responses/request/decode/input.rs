use serde_json::value::RawValue;

use super::content::{self, Speaker};
use super::flat::Flat;
use super::history::History;
use super::wire::{Input, Item, Said};
use super::{calls, reasoning};
use crate::Failure;
use crate::conversation::{Block, Losses, Role, Turn};
use crate::openai::{Place, brief, read};

/// What the input comes to.
#[derive(Debug, Default)]
pub(super) struct Conversation<'a> {
    /// The instructions before the first turn.
    pub(super) system: Vec<Block<'a>>,
    pub(super) turns: Vec<Turn<'a>>,
}

/// Reads the items in order; `body`: where the input is a part of.
pub(super) fn read<'a>(
    body: &'a str,
    input: Input<'a>,
    instructions: Option<&'a RawValue>,
    flat: &Flat,
    losses: &mut Losses,
) -> Result<Conversation<'a>, Failure> {
    let mut reading = Reading {
        history: History::default(),
        flat,
        losses,
    };
    if let Some(instructions) = instructions {
        let place = Place::Top("instructions");
        let blocks = content::read(instructions, Speaker::System, &place, reading.losses)?;
        reading.history.say(Role::System, blocks);
    }
    match input {
        Input::Text => {
            let said: Said<'a> = read::body(body)?;
            let text = said.input.ok_or_else(missing)?;
            reading.history.say(Role::User, vec![Block::text(text)]);
        }
        Input::Items(items) => {
            let list = Place::Top("input");
            for (n, item) in items.into_iter().enumerate() {
                reading.item(n, &item, &list.item(n))?;
            }
        }
    }
    let (system, turns) = reading.history.finish()?;
    Ok(Conversation { system, turns })
}

/// A request that says nothing.
pub(super) fn missing() -> Failure {
    Place::Top("input").missing("a text, or a list of items")
}

struct Reading<'a, 'r> {
    history: History<'a>,
    flat: &'r Flat,
    losses: &'r mut Losses,
}

impl<'a> Reading<'a, '_> {
    fn item(&mut self, n: usize, item: &Item<'a>, place: &Place<'_>) -> Result<(), Failure> {
        self.note(item);
        if let Some((id, call)) = calls::call(item, self.flat, place)? {
            return self.history.call(n, id, call, place);
        }
        if let Some((id, content)) = calls::output(item, place, self.losses)? {
            return self.history.result(id, content, place);
        }
        match item.kind.as_deref() {
            Some("message") => self.message(item, place),
            None if item.role.is_some() => self.message(item, place),
            Some("reasoning") => {
                let thought = reasoning::read(item, place)?.map(Block::new);
                self.history
                    .say(Role::Assistant, thought.into_iter().collect());
                Ok(())
            }
            // Read before, with the other tools.
            Some("additional_tools") => Ok(()),
            // What the provider looked up is in the answer that it gave then.
            Some("web_search_call") => {
                self.losses.note("input.web_search_call");
                Ok(())
            }
            Some("item_reference") => Err(place.refuse(KEPT)),
            None if item.id.is_some() => Err(place.refuse(KEPT)),
            None => Err(place.member("type").missing("the type of the item")),
            Some(other) => Err(place.member("type").refuse(unknown(other))),
        }
    }

    /// Names what is left out of an item.
    fn note(&mut self, item: &Item<'_>) {
        for name in &item.unknown {
            // What the SDKs' helpers made of the arguments, and what the Codex CLI notes for itself.
            if *name != "parsed_arguments" && !name.starts_with("internal_") {
                self.losses.note(format!("input.{name}"));
            }
        }
    }

    fn message(&mut self, item: &Item<'a>, place: &Place<'_>) -> Result<(), Failure> {
        let (role, speaker) = match item.role.as_deref() {
            Some("system" | "developer") => (Role::System, Speaker::System),
            Some("user") => (Role::User, Speaker::User),
            Some("assistant") => (Role::Assistant, Speaker::Assistant),
            Some(other) => {
                let message = format!(
                    "`{}` is no role: send one of system, developer, user, assistant",
                    brief(other)
                );
                return Err(place.member("role").refuse(message));
            }
            None => return Err(place.member("role").missing("whose message it is")),
        };
        let member = place.member("content");
        let given = item.content;
        let given = given.ok_or_else(|| member.missing("a string, or a list of content parts"))?;
        let blocks = content::read(given, speaker, &member, self.losses)?;
        self.history.say(role, blocks);
        Ok(())
    }
}

const KEPT: &str = "no items are kept here: send the item itself, not its id";

fn unknown(kind: &str) -> String {
    match kind {
        "compaction" | "compaction_trigger" | "compaction_summary" | "context_compaction" => {
            "a conversation that OpenAI shortened can be read by OpenAI's models only: send the items themselves"
                .to_owned()
        }
        other => format!(
            "an item of type `{}` can be read by OpenAI's models only: leave it out, or say in a message what it came to",
            brief(other)
        ),
    }
}
