use super::content::Speaker;
use super::pairs::{Pairs, legacy_id};
use super::wire::Message;
use super::{calls, content};
use crate::Failure;
use crate::conversation::{Block, Content, Losses, Role, Turn};
use crate::openai::{Place, brief};

/// What the messages come to.
#[derive(Debug, Default)]
pub(super) struct Conversation<'a> {
    /// The instructions before the first turn.
    pub(super) system: Vec<Block<'a>>,
    pub(super) turns: Vec<Turn<'a>>,
}

/// Reads the messages in order.
pub(super) fn read<'a>(
    messages: Vec<Message<'a>>,
    losses: &mut Losses,
) -> Result<Conversation<'a>, Failure> {
    let mut reading = Reading {
        conversation: Conversation::default(),
        pairs: Pairs::default(),
        losses,
    };
    reading.conversation.turns.reserve(messages.len());
    let place = Place::Top("messages");
    for (index, message) in messages.into_iter().enumerate() {
        reading.message(index, message, &place.item(index))?;
    }
    reading.pairs.settle()?;
    Ok(reading.conversation)
}

struct Reading<'a, 'l> {
    conversation: Conversation<'a>,
    pairs: Pairs<'a>,
    losses: &'l mut Losses,
}

impl<'a> Reading<'a, '_> {
    fn message(
        &mut self,
        index: usize,
        message: Message<'a>,
        place: &Place<'_>,
    ) -> Result<(), Failure> {
        self.note(&message);
        let role = message.role.as_deref();
        let role = role.ok_or_else(|| place.member("role").missing("whose message it is"))?;
        let calls = message.function_call.is_some()
            || message
                .tool_calls
                .as_ref()
                .is_some_and(|calls| !calls.is_empty());
        if calls && role != "assistant" {
            let message = "only an assistant's message can hold calls: leave them out";
            return Err(place.member("tool_calls").refuse(message));
        }
        if !matches!(role, "tool" | "function") {
            self.pairs.settle()?;
        }
        match role {
            "system" | "developer" => self.system(&message, place),
            "user" => {
                let blocks = self.content(&message, Speaker::User, place)?;
                self.turn(Role::User, blocks);
                Ok(())
            }
            "assistant" => self.assistant(index, message, place),
            "tool" => self.tool(message, place),
            "function" => self.function(message, place),
            other => {
                let message = format!(
                    "`{}` is no role: send one of system, developer, user, assistant, tool, function",
                    brief(other)
                );
                Err(place.member("role").refuse(message))
            }
        }
    }

    /// Names what is left out of a message.
    fn note(&mut self, message: &Message<'_>) {
        for name in &message.unknown {
            // What the SDKs' helpers made of the content, which comes back with it.
            if *name != "parsed" {
                self.losses.note(format!("messages.{name}"));
            }
        }
        if message
            .annotations
            .as_ref()
            .is_some_and(|annotations| !annotations.is_empty())
        {
            self.losses.note("messages.annotations");
        }
        let role = message.role.as_deref();
        // A function's result is told by its name.
        if message.name.is_some() && role != Some("function") {
            self.losses.note("messages.name");
        }
        if message.tool_call_id.is_some() && role != Some("tool") {
            self.losses.note("messages.tool_call_id");
        }
    }

    fn turn(&mut self, role: Role, blocks: Vec<Block<'a>>) {
        self.conversation.turns.push(Turn { role, blocks });
    }

    /// Content that must be there.
    fn content(
        &mut self,
        message: &Message<'a>,
        speaker: Speaker,
        place: &Place<'_>,
    ) -> Result<Vec<Block<'a>>, Failure> {
        let place = place.member("content");
        let given = message
            .content
            .ok_or_else(|| place.missing("a string, or a list of content parts"))?;
        content::read(given, speaker, &place, self.losses)
    }

    /// Content that may be missing.
    fn some_content(
        &mut self,
        message: &Message<'a>,
        speaker: Speaker,
        place: &Place<'_>,
    ) -> Result<Vec<Block<'a>>, Failure> {
        let mut blocks = match message.content {
            Some(given) => content::read(given, speaker, &place.member("content"), self.losses)?,
            None => Vec::new(),
        };
        // Clients write an empty text where there is none.
        blocks.retain(|block| match &block.content {
            Content::Text(text) | Content::Refusal(text) => !text.is_empty(),
            _ => true,
        });
        Ok(blocks)
    }

    fn system(&mut self, message: &Message<'a>, place: &Place<'_>) -> Result<(), Failure> {
        let blocks = self.content(message, Speaker::System, place)?;
        if self.conversation.turns.is_empty() {
            self.conversation.system.extend(blocks);
        } else {
            self.turn(Role::System, blocks);
        }
        Ok(())
    }

    fn assistant(
        &mut self,
        index: usize,
        message: Message<'a>,
        place: &Place<'_>,
    ) -> Result<(), Failure> {
        if message.audio.is_some() {
            let message = "audio cannot be taken along: send its transcript as `content`";
            return Err(place.member("audio").refuse(message));
        }
        let mut blocks = self.some_content(&message, Speaker::Assistant, place)?;
        if let Some(refusal) = message.refusal.filter(|refusal| !refusal.is_empty()) {
            blocks.push(Block::new(Content::Refusal(refusal)));
        }
        let list = place.member("tool_calls");
        for (n, call) in message.tool_calls.into_iter().flatten().enumerate() {
            let place = list.item(n);
            let call = calls::read(call, &place, self.losses)?;
            self.pairs.call(index, &call, false, &place)?;
            blocks.push(Block::new(call));
        }
        if let Some(called) = message.function_call {
            let place = place.member("function_call");
            let (name, arguments) = calls::function(called, &place, self.losses)?;
            let id = legacy_id(index);
            let call = Content::Call {
                id,
                name,
                arguments,
            };
            self.pairs.call(index, &call, true, &place)?;
            blocks.push(Block::new(call));
        }
        if !blocks.is_empty() {
            self.turn(Role::Assistant, blocks);
        }
        Ok(())
    }

    fn tool(&mut self, mut message: Message<'a>, place: &Place<'_>) -> Result<(), Failure> {
        let content = self.some_content(&message, Speaker::Tool, place)?;
        let place = place.member("tool_call_id");
        let id = message.tool_call_id.take();
        let id =
            id.ok_or_else(|| place.missing("the id of the call that this is the result of"))?;
        self.pairs.result(&id, &place)?;
        self.result(id, content);
        Ok(())
    }

    /// A result the old way.
    fn function(&mut self, message: Message<'a>, place: &Place<'_>) -> Result<(), Failure> {
        let content = self.some_content(&message, Speaker::Tool, place)?;
        let place = place.member("name");
        let name = message
            .name
            .ok_or_else(|| place.missing("the name of the function"))?;
        let id = self.pairs.legacy_result(&name, &place)?;
        self.result(id, content);
        Ok(())
    }

    fn result(&mut self, call: crate::json::Str<'a>, content: Vec<Block<'a>>) {
        let result = Content::Result {
            call,
            content,
            failed: false,
        };
        self.turn(Role::User, vec![Block::new(result)]);
    }
}
