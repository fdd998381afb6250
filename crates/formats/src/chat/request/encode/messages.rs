use super::results::Held;
use super::{content, results, tools};
use crate::Failure;
use crate::conversation::{Alphabet, Block, Content, Ids, Losses, Request, Role, Turn};
use crate::json::{Json, Text, Writer};
use crate::openai::quoted;

/// A call's id (source: the provider's own words, as in vercel/ai issue 8132: "Invalid `messages[2].tool_calls[0].id`: string
/// too long. Expected a string with maximum length 40").
const IDS: Alphabet = Alphabet { longest: 40 };

/// Writes the messages.
pub(super) fn write(
    request: &Request<'_>,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    body.key("messages").raw("[");
    let mut writing = Writing {
        body,
        losses,
        ids: Ids::new(IDS),
        held: Held::default(),
    };
    if !request.system.is_empty() {
        writing.instructions("system", &request.system)?;
    }
    for turn in &request.turns {
        match turn.role {
            // Between turns only the newer name is sure to keep its place.
            Role::System => writing.instructions("developer", &turn.blocks)?,
            Role::User => writing.user(turn)?,
            Role::Assistant => writing.assistant(turn)?,
        }
    }
    writing.held.release(writing.body)?;
    body.raw("]");
    Ok(())
}

struct Writing<'w, 'o, 'r> {
    body: &'w mut Writer<'o>,
    losses: &'w mut Losses,
    ids: Ids,
    held: Held<'r>,
}

impl<'r> Writing<'_, '_, 'r> {
    fn instructions(&mut self, role: &'static str, blocks: &'r [Block<'r>]) -> Result<(), Failure> {
        let other = blocks
            .iter()
            .find(|block| !matches!(block.content, Content::Text(_)));
        if let Some(block) = other {
            return Err(block.content.misplaced());
        }
        self.message(role, blocks.iter())
    }

    /// A message that is nothing but content.
    fn message(
        &mut self,
        role: &'static str,
        blocks: impl Iterator<Item = &'r Block<'r>> + Clone,
    ) -> Result<(), Failure> {
        if blocks.clone().next().is_none() {
            return Ok(());
        }
        self.held.release(self.body)?;
        self.body
            .item()
            .raw("{")
            .key("role")
            .string(role)
            .key("content");
        content::write(blocks, self.body, self.losses)?;
        self.body.raw("}");
        Ok(())
    }

    fn user(&mut self, turn: &'r Turn<'r>) -> Result<(), Failure> {
        // Results come first: they belong to the assistant's message before.
        for block in &turn.blocks {
            if let Content::Result {
                call,
                content,
                failed,
            } = &block.content
            {
                self.losses.note_extra(block.extra.as_ref());
                let id = self
                    .ids
                    .result(call)
                    .ok_or_else(|| results::unknown(call))?;
                self.held.hold(&id, content);
                results::write(&id, content, *failed, self.body, self.losses);
            }
        }
        let is_result = |block: &&Block<'_>| matches!(block.content, Content::Result { .. });
        self.message(
            "user",
            turn.blocks.iter().filter(move |block| !is_result(block)),
        )
    }

    /// What the model said. Its thoughts stay here: they are for the provider that signed them.
    fn assistant(&mut self, turn: &'r Turn<'r>) -> Result<(), Failure> {
        let mut texts = Vec::new();
        let mut refusal: Option<Text<'_>> = None;
        let mut calls = Vec::new();
        for block in &turn.blocks {
            match &block.content {
                Content::Text(_) => texts.push(block),
                Content::Refusal(words) => refusal.get_or_insert_default().push(words),
                Content::Call { .. } => calls.push(block),
                Content::Thinking { .. } | Content::HiddenThinking(_) => {}
                other => return Err(other.misplaced()),
            }
        }
        if texts.is_empty() && refusal.is_none() && calls.is_empty() {
            return Ok(());
        }
        self.held.release(self.body)?;
        self.body.item().raw(r#"{"role":"assistant","content":"#);
        if texts.is_empty() {
            self.body.raw("null");
        } else {
            content::write(texts.into_iter(), self.body, self.losses)?;
        }
        if let Some(words) = refusal {
            self.body.key("refusal").text(&words);
        }
        if !calls.is_empty() {
            self.body.key("tool_calls").raw("[");
            for block in calls {
                self.call(block);
            }
            self.body.raw("]");
        }
        self.body.raw("}");
        Ok(())
    }

    fn call(&mut self, block: &'r Block<'r>) {
        self.losses.note_extra(block.extra.as_ref());
        let Content::Call {
            id,
            name,
            arguments,
        } = &block.content
        else {
            return;
        };
        let id = self.ids.call(id);
        let (kind, input) = input(arguments);
        self.body
            .item()
            .raw(r#"{"id":"#)
            .string(&id)
            .key("type")
            .string(kind);
        self.body
            .key(kind)
            .raw(r#"{"name":"#)
            .string(&tools::spelled(name));
        self.body
            .key(if kind == "custom" {
                "input"
            } else {
                "arguments"
            })
            .text(&input)
            .raw("}}");
    }
}

/// What a tool is called with, as text: the text of a freeform tool, else the JSON of the arguments.
fn input<'j>(arguments: &'j Json<'_>) -> (&'static str, Text<'j>) {
    match quoted::inside(arguments.get()) {
        Some(inside) => ("custom", Text::from_escaped(inside)),
        None => ("function", Text::plain(arguments.get())),
    }
}
