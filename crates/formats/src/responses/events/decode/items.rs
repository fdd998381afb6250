use std::collections::HashMap;

use super::item::{Item, Kind, Part};
use super::wire;
use crate::conversation::{Event, Opened};
use crate::json::Text;
use crate::{ErrorKind, Failure};

/// The block that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Text(u64),
    Refusal(u64),
    Thinking,
    Function,
    Custom,
}

impl Block {
    fn of(part: Part) -> Self {
        match part {
            Part::Text(n) => Self::Text(n),
            Part::Refusal(n) => Self::Refusal(n),
            Part::Summary(_) | Part::Thought(_) | Part::Encrypted => Self::Thinking,
            Part::Arguments => Self::Function,
            Part::Input => Self::Custom,
        }
    }
}

/// Brings the items of an answer, whose pieces may come side by side, into blocks one after the other.
///
/// One item at a time, in the order that they began, is told as it comes; pieces of the others wait for their turn.
#[derive(Debug, Default)]
pub(super) struct Items {
    list: Vec<Item>,
    /// Where each is in the list, by its index in the answer.
    by_index: HashMap<u64, usize>,
    /// Whose turn it is.
    turn: usize,
    open: Option<Block>,
    /// The part of the open block that was said last.
    last: Option<Part>,
    /// How many bytes are held.
    held: usize,
    called: bool,
    refused: bool,
}

/// No model's answers are larger; what is, would fill the memory.
const MOST_HELD: usize = 32 << 20;
/// What an item costs, about, beside its pieces.
const ITEM: usize = 256;

impl Items {
    /// Whether there is any call.
    pub(super) fn called(&self) -> bool {
        self.called
    }

    /// Whether there is any refusal.
    pub(super) fn refused(&self) -> bool {
        self.refused
    }

    /// Whether there is any item.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the item of that index has begun, and has no end yet.
    pub(super) fn awaits(&self, index: u64) -> bool {
        let item = self.by_index.get(&index).and_then(|n| self.list.get(*n));
        item.is_some_and(|item| !item.done)
    }

    /// Notes a piece of a text or call whose block is open already, as most pieces are: nothing has to be done before it
    /// is told. `false`: it is none.
    pub(super) fn goes_on(&mut self, index: u64, part: Part) -> bool {
        if self.open != Some(Block::of(part)) {
            return false;
        }
        let told = self.list.get_mut(self.turn);
        let Some(item) = told.filter(|item| item.index == Some(index)) else {
            return false;
        };
        item.hear(part);
        true
    }

    /// Takes a piece of the item of that index, or of that id.
    pub(super) fn piece(
        &mut self,
        (index, id): (Option<u64>, &str),
        part: Part,
        text: Text<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let n = self.place(index, id, true)?;
        if let Some(item) = self.list.get_mut(n).filter(|item| !item.done) {
            item.hear(part);
            self.take(n, part, text)?;
            self.advance(sink);
        }
        Ok(())
    }

    /// Takes what the beginning of an item tells.
    pub(super) fn begin(
        &mut self,
        index: Option<u64>,
        told: &wire::Item<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let n = self.place(index, told.id.as_deref().unwrap_or_default(), false)?;
        if let Some(item) = self.list.get_mut(n) {
            item.learn(told);
            // Nothing of it is told: nobody waits for it.
            item.done |= item.kind == Kind::Other;
        }
        self.advance(sink);
        Ok(())
    }

    /// Takes a whole item; what was told of it piece by piece is not told once more.
    pub(super) fn end(
        &mut self,
        index: Option<u64>,
        told: &wire::Item<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let n = self.place(index, told.id.as_deref().unwrap_or_default(), false)?;
        let Some(item) = self.list.get_mut(n).filter(|item| !item.done) else {
            return Ok(());
        };
        item.learn(told);
        let parts = item.parts(told);
        let new: Vec<_> = (parts.into_iter())
            .filter(|(part, _)| !item.has_heard(*part))
            .collect();
        item.done = true;
        for (part, text) in new {
            self.take(n, part, text)?;
        }
        self.advance(sink);
        Ok(())
    }

    /// Nothing more comes: what has no end is as whole as it will be.
    pub(super) fn finish(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
        self.list.iter_mut().for_each(|item| item.done = true);
        let nameless = |item: &Item| item.kind.is_call() && item.name.is_empty();
        if self.list.iter().skip(self.turn).any(nameless) {
            let message = "the provider called a tool without its name; send the request again";
            return Err(Failure::new(ErrorKind::BadGateway, message));
        }
        self.advance(sink);
        Ok(())
    }

    /// Where the item is in the list; a new one is put there. `piece`: without a name it is a piece of the last one.
    fn place(&mut self, index: Option<u64>, id: &str, piece: bool) -> Result<usize, Failure> {
        let found = match index {
            Some(index) => self.by_index.get(&index).copied(),
            None if !id.is_empty() => self.list.iter().rposition(|item| item.id == id),
            None if piece => self.list.len().checked_sub(1),
            None => None,
        };
        if let Some(n) = found {
            return Ok(n);
        }
        self.hold(ITEM)?;
        let n = self.list.len();
        self.list.push(Item {
            index,
            id: id.to_owned(),
            ..Item::default()
        });
        if let Some(index) = index {
            self.by_index.insert(index, n);
        }
        Ok(n)
    }

    /// Puts a piece behind those that wait already.
    fn take(&mut self, n: usize, part: Part, text: Text<'_>) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        self.hold(text.len())?;
        let Some(item) = self.list.get_mut(n) else {
            return Ok(());
        };
        match item.waiting.back_mut() {
            Some((last, so_far)) if *last == part => so_far.push(&text),
            _ => item.waiting.push_back((part, text.into_owned())),
        }
        Ok(())
    }

    fn hold(&mut self, bytes: usize) -> Result<(), Failure> {
        self.held = self.held.saturating_add(bytes);
        if self.held <= MOST_HELD {
            return Ok(());
        }
        let message = format!("the provider's answer holds back more than {MOST_HELD} bytes");
        Err(Failure::new(ErrorKind::BadGateway, message))
    }

    /// Tells what waits, as far as it can be told.
    fn advance(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        while let Some(item) = self.list.get_mut(self.turn) {
            let pieces = std::mem::take(&mut item.waiting);
            let (kind, done) = (item.kind, item.done);
            if kind.is_call() {
                if item.name.is_empty() {
                    item.waiting = pieces;
                    return;
                }
                self.open_call(sink);
            }
            for (part, text) in pieces {
                self.held = self.held.saturating_sub(text.len());
                self.say(part, text, sink);
            }
            if !done {
                return;
            }
            self.close(sink);
            self.turn += 1;
        }
    }

    fn open_call(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        let (None, Some(item)) = (self.open, self.list.get_mut(self.turn)) else {
            return;
        };
        if item.call.is_empty() {
            // Some servers give the call no id of its own.
            item.call = match item.id.as_str() {
                "" => format!("call_{}", self.turn),
                id => id.to_owned(),
            };
        }
        let custom = item.kind == Kind::Custom;
        self.called = true;
        self.open = Some(if custom {
            Block::Custom
        } else {
            Block::Function
        });
        sink(Event::Open(Opened::Call {
            id: item.call.as_str().into(),
            name: item.name.as_str().into(),
        }));
        if custom {
            sink(Event::Arguments(Text::plain(r#"{"input":""#)));
        }
    }

    fn say(&mut self, part: Part, text: Text<'_>, sink: &mut impl FnMut(Event<'_>)) {
        let block = Block::of(part);
        if self.open != Some(block) {
            // A call says nothing but what it is called with.
            if matches!(block, Block::Function | Block::Custom) {
                return;
            }
            self.close(sink);
            self.open = Some(block);
            sink(Event::Open(match block {
                Block::Text(_) => Opened::Text,
                Block::Refusal(_) => Opened::Refusal,
                _ => Opened::Thinking,
            }));
        }
        let follows = self.last.replace(part).is_some_and(|last| last != part);
        match part {
            Part::Text(_) => sink(Event::Text(text)),
            Part::Refusal(_) => {
                self.refused = true;
                sink(Event::Refusal(text));
            }
            Part::Summary(_) | Part::Thought(_) => {
                if follows {
                    sink(Event::Thinking(Text::from_escaped(r"\n\n")));
                }
                sink(Event::Thinking(text));
            }
            Part::Encrypted => sink(Event::Signature(text)),
            Part::Arguments => sink(Event::Arguments(text)),
            // A piece of a JSON string, in a piece of JSON.
            Part::Input => sink(Event::Arguments(Text::plain(text.escaped()))),
        }
    }

    fn close(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        self.last = None;
        match self.open.take() {
            None => return,
            Some(Block::Custom) => sink(Event::Arguments(Text::plain("\"}"))),
            Some(_) => {}
        }
        sink(Event::Close);
    }
}
