use std::collections::HashMap;

use crate::Failure;
use crate::conversation::{Block, Content, Losses, Media, Request, Role};
use crate::messages::Limits;

/// The conversation in the order that the format wants.
///
/// Turns of one role are one message. Results stand first in the message behind their calls, in the order of the calls.
/// A system turn stands behind a user's message, or joins the instructions where the model takes none in between.
pub(super) struct History<'r> {
    pub(super) system: Vec<&'r Block<'r>>,
    pub(super) messages: Vec<Message<'r>>,
    /// System turns that wait for a user's message to stand behind.
    waiting: Vec<&'r Block<'r>>,
}

/// One message; `results` come before `blocks`.
pub(super) struct Message<'r> {
    pub(super) role: Role,
    pub(super) results: Vec<&'r Block<'r>>,
    pub(super) blocks: Vec<&'r Block<'r>>,
}

impl<'r> History<'r> {
    pub(super) fn arrange(
        request: &'r Request<'r>,
        limits: &Limits,
        losses: &mut Losses,
    ) -> Result<Self, Failure> {
        let mut history = Self {
            system: request.system.iter().filter(|b| says(b)).collect(),
            messages: Vec::with_capacity(request.turns.len()),
            waiting: Vec::new(),
        };
        for turn in &request.turns {
            let blocks = turn.blocks.iter().filter(|b| says(b));
            match turn.role {
                Role::System if !limits.system_turns => {
                    losses.note("messages.system.position");
                    history.system.extend(blocks);
                }
                Role::System => history.instruct(blocks),
                Role::User => history.hear(blocks),
                Role::Assistant => history.say(blocks),
            }
        }
        let waiting = std::mem::take(&mut history.waiting);
        history.add(Role::System, waiting);
        history.in_order();
        history.check(limits)?;
        Ok(history)
    }

    /// About how many bytes it takes to write.
    pub(super) fn size(&self) -> usize {
        let blocks = |m: &Message<'_>| {
            m.results
                .iter()
                .chain(&m.blocks)
                .map(|b| size(b))
                .sum::<usize>()
        };
        let system: usize = self.system.iter().map(|b| size(b)).sum();
        system + self.messages.iter().map(|m| blocks(m) + 32).sum::<usize>()
    }

    fn last_role(&self) -> Option<Role> {
        self.messages.last().map(|message| message.role)
    }

    fn instruct(&mut self, blocks: impl Iterator<Item = &'r Block<'r>>) {
        match self.last_role() {
            None | Some(Role::Assistant) => self.waiting.extend(blocks),
            Some(_) => self.add(Role::System, blocks.collect()),
        }
    }

    fn say(&mut self, blocks: impl Iterator<Item = &'r Block<'r>>) {
        self.add(Role::Assistant, blocks.collect());
    }

    fn hear(&mut self, blocks: impl Iterator<Item = &'r Block<'r>>) {
        let (results, others): (Vec<_>, Vec<_>) =
            blocks.partition(|block| matches!(block.content, Content::Result { .. }));
        if !results.is_empty() {
            let called = self
                .messages
                .iter()
                .rposition(|m| m.role == Role::Assistant);
            let at = called.map_or(0, |at| at + 1);
            if self.messages.get(at).is_none_or(|m| m.role != Role::User) {
                self.messages.insert(at, Message::new(Role::User));
            }
            if let Some(message) = self.messages.get_mut(at) {
                message.results.extend(results);
            }
        }
        self.add(Role::User, others);
        if self.last_role() == Some(Role::User) {
            let waiting = std::mem::take(&mut self.waiting);
            self.add(Role::System, waiting);
        }
    }

    fn add(&mut self, role: Role, blocks: Vec<&'r Block<'r>>) {
        if blocks.is_empty() {
            return;
        }
        match self.messages.last_mut() {
            Some(last) if last.role == role => last.blocks.extend(blocks),
            _ => self.messages.push(Message {
                blocks,
                ..Message::new(role)
            }),
        }
    }

    /// Results in the order of their calls, whichever came first.
    fn in_order(&mut self) {
        for at in 1..self.messages.len() {
            let (before, from) = self.messages.split_at_mut(at);
            let (Some(calls), Some(results)) = (before.last(), from.first_mut()) else {
                continue;
            };
            if results.results.len() > 1 {
                let order: HashMap<&str, usize> = calls
                    .blocks
                    .iter()
                    .filter_map(|block| match &block.content {
                        Content::Call { id, .. } => Some(&**id),
                        _ => None,
                    })
                    .enumerate()
                    .map(|(n, id)| (id, n))
                    .collect();
                results.results.sort_by_key(|block| match &block.content {
                    Content::Result { call, .. } => order.get(&**call).copied(),
                    _ => None,
                });
            }
        }
    }

    /// What the API refuses of every conversation, in words that say what to do (source: Anthropic API docs, "Messages",
    /// and for the end of it "Prefill").
    fn check(&self, limits: &Limits) -> Result<(), Failure> {
        let first = self.messages.iter().find(|m| m.role != Role::System);
        let fault = match first.map(|m| m.role) {
            None => "Claude needs at least one user message with something in it",
            Some(Role::Assistant) => {
                "a conversation with Claude begins with a user message; put one before the assistant's"
            }
            _ if self.last_role() == Some(Role::Assistant) && !limits.prefill => {
                "this model does not go on from an assistant message; end with a user message, or ask for structured \
                 output"
            }
            _ => return Ok(()),
        };
        Err(Failure::at("messages", fault))
    }
}

impl Message<'_> {
    fn new(role: Role) -> Self {
        Self {
            role,
            results: Vec::new(),
            blocks: Vec::new(),
        }
    }
}

/// Whether a block has something that can be said: text blocks must not be blank (source: the API's own message), and
/// thoughts without a signature are another provider's, or forged.
fn says(block: &Block<'_>) -> bool {
    match &block.content {
        Content::Text(text) | Content::Refusal(text) => !text.is_blank(),
        Content::Thinking { signature, .. } => signature.is_some(),
        _ => true,
    }
}

fn size(block: &Block<'_>) -> usize {
    let media = |media: &Media<'_>| match media {
        Media::Base64 { data, .. } => data.len(),
        Media::Url(text) | Media::Text(text) => text.len(),
    };
    let inside = match &block.content {
        Content::Text(text) | Content::Refusal(text) | Content::HiddenThinking(text) => text.len(),
        Content::Image(image) => media(image),
        Content::Document {
            media: document, ..
        } => media(document),
        Content::Call { arguments, .. } => arguments.get().len() + 64,
        Content::Result { content, .. } => content.iter().map(size).sum::<usize>() + 64,
        Content::Thinking { text, signature } => {
            text.len() + signature.as_ref().map_or(0, crate::json::Text::len)
        }
        Content::Foreign { json, .. } => json.get().len(),
    };
    inside + 48
}
