//! The turns of a conversation, put together from items that follow each other.

use std::collections::HashMap;

use crate::Failure;
use crate::conversation::{Block, Content, Role, Turn};
use crate::json::Str;
use crate::openai::{Place, brief};

/// What was said so far.
///
/// What the model thinks, says and calls before anybody answers is one turn. A result stands right behind the turn of
/// its call, whatever came between them: so other formats want it, and so each conversation is written in one way.
#[derive(Debug, Default)]
pub(super) struct History<'a> {
    /// The instructions before the first turn.
    system: Vec<Block<'a>>,
    turns: Vec<Spoken<'a>>,
    calls: Vec<Made<'a>>,
    /// Where among them the last call of each id is.
    by_id: HashMap<Str<'a>, usize>,
}

/// A turn, and the results of the calls in it.
#[derive(Debug)]
struct Spoken<'a> {
    turn: Turn<'a>,
    results: Vec<Block<'a>>,
}

/// A call that was made.
#[derive(Debug)]
struct Made<'a> {
    id: Str<'a>,
    item: usize,
    turn: usize,
    answered: bool,
}

impl<'a> History<'a> {
    /// Somebody speaks.
    pub(super) fn say(&mut self, role: Role, blocks: Vec<Block<'a>>) {
        if blocks.is_empty() {
            return;
        }
        if role == Role::System && self.turns.is_empty() {
            self.system.extend(blocks);
            return;
        }
        match self.turns.last_mut() {
            Some(last)
                if role == Role::Assistant && last.turn.role == role && last.results.is_empty() =>
            {
                last.turn.blocks.extend(blocks);
            }
            _ => self.turns.push(Spoken {
                turn: Turn { role, blocks },
                results: Vec::new(),
            }),
        }
    }

    /// The model calls a tool, in the item of that number.
    pub(super) fn call(
        &mut self,
        item: usize,
        id: Str<'a>,
        call: Content<'a>,
        place: &Place<'_>,
    ) -> Result<(), Failure> {
        self.say(Role::Assistant, vec![Block::new(call)]);
        let made = Made {
            id: id.clone(),
            item,
            turn: self.turns.len().saturating_sub(1),
            answered: false,
        };
        let before = self.by_id.insert(id, self.calls.len());
        let before = before.and_then(|at| self.calls.get(at));
        // Some clients number their calls anew in each turn.
        if before.is_some_and(|before| !before.answered || before.turn == made.turn) {
            let id = brief(&made.id);
            let message = format!("two calls have the id `{id}`: give each its own");
            return Err(place.member("call_id").refuse(message));
        }
        self.calls.push(made);
        Ok(())
    }

    /// A call has come to something.
    pub(super) fn result(
        &mut self,
        id: Str<'a>,
        content: Vec<Block<'a>>,
        place: &Place<'_>,
    ) -> Result<(), Failure> {
        let at = self.by_id.get(&id).copied();
        let Some(made) = at.and_then(|at| self.calls.get_mut(at)) else {
            let message = format!(
                "there is no call with the id `{}` before its output: send the whole conversation",
                brief(&id)
            );
            return Err(place.refuse(message));
        };
        if std::mem::replace(&mut made.answered, true) {
            let message = format!(
                "the call with the id `{}` has an output already: send one",
                brief(&id)
            );
            return Err(place.refuse(message));
        }
        if let Some(spoken) = self.turns.get_mut(made.turn) {
            spoken.results.push(Block::new(Content::Result {
                call: id,
                content,
                failed: false,
            }));
        }
        Ok(())
    }

    /// The instructions, and the turns.
    ///
    /// # Errors
    /// If a call has no result: OpenAI refuses that too ("No tool output found for function call").
    pub(super) fn finish(self) -> Result<(Vec<Block<'a>>, Vec<Turn<'a>>), Failure> {
        if let Some(open) = self.calls.iter().find(|made| !made.answered) {
            let message = format!(
                "the call with the id `{}` has no output: send an output item with this `call_id`",
                brief(&open.id)
            );
            return Err(Place::Top("input").item(open.item).refuse(message));
        }
        let mut turns = Vec::with_capacity(self.turns.len() + self.calls.len());
        for spoken in self.turns {
            turns.push(spoken.turn);
            if !spoken.results.is_empty() {
                turns.push(Turn {
                    role: Role::User,
                    blocks: spoken.results,
                });
            }
        }
        Ok((self.system, turns))
    }
}
