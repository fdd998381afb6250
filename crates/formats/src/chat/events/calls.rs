//! The calls of an answer, put together from their pieces.

use serde_json::value::RawValue;

use super::wire;
use crate::json::{Json, Text};
use crate::openai::quoted;

/// A call as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Call {
    index: Option<i64>,
    pub(super) id: String,
    pub(super) name: String,
    /// Called with text rather than JSON.
    pub(super) custom: bool,
    /// What it is called with, so far.
    pub(super) input: Text<'static>,
    /// Whether its block is closed.
    pub(super) closed: bool,
}

impl Call {
    /// Whether all has come, as far as one can tell before the end: the arguments are a JSON object.
    pub(super) fn complete(&self) -> bool {
        let ended = self.input.escaped().trim_end().ends_with('}');
        self.custom || ended && Json::parse(self.input.to_plain()).is_ok()
    }
}

/// All calls of an answer, in the order that they began.
#[derive(Debug, Default)]
pub(super) struct Calls(Vec<Call>);

impl Calls {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&mut self, n: usize) -> Option<&mut Call> {
        self.0.get_mut(n)
    }

    /// The number of the call that `delta` is a piece of; what it is called with is not taken over.
    pub(super) fn place(&mut self, delta: &wire::Call<'_>) -> usize {
        let name = delta
            .function
            .as_ref()
            .and_then(|function| function.name.as_deref());
        let name = name.or_else(|| {
            delta
                .custom
                .as_ref()
                .and_then(|custom| custom.name.as_deref())
        });
        let (id, name) = (
            delta.id.as_deref().unwrap_or_default(),
            name.unwrap_or_default(),
        );
        let found = self.find(delta.index, id, name);
        let n = found.unwrap_or(self.0.len());
        if found.is_none() {
            self.0.push(Call {
                index: delta.index,
                // Some servers give no ids.
                id: if id.is_empty() {
                    format!("call_{n}")
                } else {
                    id.to_owned()
                },
                custom: delta.custom.is_some() && delta.function.is_none(),
                ..Call::default()
            });
        }
        // Some servers repeat the name with each piece.
        if let Some(call) = self.0.get_mut(n).filter(|call| call.name.is_empty()) {
            call.name.push_str(name);
        }
        n
    }

    /// A piece belongs to the call of its index, unless it has another's id and a name: then it begins a call of its
    /// own, as with servers that send whole calls under one index. Without an index its id tells, or else its name,
    /// which begins a call; a piece that has none of them goes on with the last.
    fn find(&self, index: Option<i64>, id: &str, name: &str) -> Option<usize> {
        if index.is_some() {
            let n = self.0.iter().rposition(|call| call.index == index)?;
            let begins = !id.is_empty() && !name.is_empty() && self.0[n].id != id;
            return (!begins).then_some(n);
        }
        if !id.is_empty() {
            return self.0.iter().rposition(|call| call.id == id);
        }
        if !name.is_empty() {
            return None;
        }
        self.0.len().checked_sub(1)
    }
}

/// What `delta` adds to the input of its call.
pub(super) fn input<'a>(delta: wire::Call<'a>) -> Text<'a> {
    let custom = delta.custom.and_then(|custom| custom.input);
    let arguments = delta.function.and_then(|function| function.arguments);
    match (arguments.map(RawValue::get), custom) {
        (Some(raw), _) => match quoted::inside(raw) {
            Some(inside) => Text::from_escaped(inside),
            None => Text::plain(raw),
        },
        (None, Some(input)) => input,
        (None, None) => Text::default(),
    }
}
