use std::collections::HashMap;

use crate::Failure;
use crate::conversation::Content;
use crate::json::Str;
use crate::openai::{Place, brief};

/// The calls of the last assistant message, each of which is to have its result before anybody else speaks (as OpenAI
/// itself has it). An id may come again in a later turn: some clients number their calls anew each time.
#[derive(Debug, Default)]
pub(super) struct Pairs<'a> {
    /// The message that made the calls.
    message: usize,
    calls: Vec<Pending<'a>>,
    /// Where each is among them.
    by_id: HashMap<Str<'a>, usize>,
}

#[derive(Debug)]
struct Pending<'a> {
    id: Str<'a>,
    /// The function's name, if the call was made the old way, without an id.
    legacy: Option<Str<'a>>,
    answered: bool,
}

/// The id of the call that message `index` makes the old way: the same in each request of a conversation.
pub(super) fn legacy_id(index: usize) -> Str<'static> {
    format!("call_legacy_{index}").into()
}

impl<'a> Pairs<'a> {
    /// Takes a call of message `index`; `legacy`: if it was made the old way.
    pub(super) fn call(
        &mut self,
        index: usize,
        call: &Content<'a>,
        legacy: bool,
        place: &Place<'_>,
    ) -> Result<(), Failure> {
        let Content::Call { id, name, .. } = call else {
            return Ok(());
        };
        self.message = index;
        if self.by_id.insert(id.clone(), self.calls.len()).is_some() {
            let id = brief(id);
            let message = format!("two calls of one message have the id `{id}`: give each its own");
            return Err(place.member("id").refuse(message));
        }
        self.calls.push(Pending {
            id: id.clone(),
            legacy: legacy.then(|| name.clone()),
            answered: false,
        });
        Ok(())
    }

    /// Takes the result of the call of that id.
    pub(super) fn result(&mut self, id: &str, place: &Place<'_>) -> Result<(), Failure> {
        let at = self.by_id.get(id).copied();
        let Some(pending) = at.and_then(|at| self.calls.get_mut(at)) else {
            let message = format!(
                "there is no call with the id `{}` in the assistant message before: send the whole history",
                brief(id)
            );
            return Err(place.refuse(message));
        };
        if std::mem::replace(&mut pending.answered, true) {
            return Err(place.refuse(format!(
                "the call with the id `{}` has a result already: send one",
                brief(id)
            )));
        }
        Ok(())
    }

    /// Takes the result of a function that was called the old way, by its name; answers the call's id.
    pub(super) fn legacy_result(
        &mut self,
        name: &str,
        place: &Place<'_>,
    ) -> Result<Str<'a>, Failure> {
        let mut calls = self.calls.iter_mut();
        let called = |pending: &&mut Pending<'a>| {
            !pending.answered && pending.legacy.as_deref() == Some(name)
        };
        let Some(pending) = calls.find(called) else {
            let message = format!(
                "there is no call of the function `{}` in the assistant message before: send the whole history",
                brief(name)
            );
            return Err(place.refuse(message));
        };
        pending.answered = true;
        Ok(pending.id.clone())
    }

    /// Somebody else speaks, or nobody does: all calls must have their results.
    pub(super) fn settle(&mut self) -> Result<(), Failure> {
        if let Some(open) = self.calls.iter().find(|pending| !pending.answered) {
            let message = format!(
                "the call with the id `{}` has no result: let a tool message with this `tool_call_id` follow, before \
                 any other message",
                brief(&open.id)
            );
            return Err(Place::Top("messages").item(self.message).refuse(message));
        }
        self.calls.clear();
        self.by_id.clear();
        Ok(())
    }
}
