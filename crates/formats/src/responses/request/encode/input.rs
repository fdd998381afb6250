use std::collections::HashMap;

use super::foreign::{self, Told};
use super::{content, results, tools};
use crate::Failure;
use crate::conversation::{Alphabet, Block, Content, Ids, Losses, Request, Role, Turn};
use crate::json::{Json, Text, Writer};
use crate::openai::brief;
use crate::responses::{Rules, namespace};

/// A call's id (source: the provider's own words: "Invalid `input[2].call_id`: string too long. Expected a string with
/// maximum length 64").
const IDS: Alphabet = Alphabet { longest: 64 };

/// Writes the turns as items.
pub(super) fn write(
    request: &Request<'_>,
    rules: &Rules,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<(), Failure> {
    body.key("input").raw("[");
    if content::stand_in_input(request) {
        content::developer(&request.system, body, losses)?;
    }
    let mut writing = Writing {
        body,
        losses,
        namespaced: rules.namespaced,
        ids: Ids::new(IDS),
        calls: Vec::new(),
        by_id: HashMap::new(),
        thoughts: None,
    };
    for turn in &request.turns {
        match turn.role {
            Role::System => writing.instructions(turn)?,
            Role::User => writing.user(turn)?,
            Role::Assistant => writing.assistant(turn)?,
        }
    }
    writing.forget_thoughts();
    writing.settle()?;
    body.raw("]");
    Ok(())
}

struct Writing<'w, 'o, 'r> {
    body: &'w mut Writer<'o>,
    losses: &'w mut Losses,
    namespaced: bool,
    ids: Ids,
    /// All calls, in order.
    calls: Vec<Made<'r>>,
    /// Where the last call of an id is among them.
    by_id: HashMap<&'r str, usize>,
    /// Where the body ended before thoughts that nothing has followed yet.
    thoughts: Option<usize>,
}

/// A call that was made.
struct Made<'r> {
    id: &'r str,
    custom: bool,
    answered: bool,
}

impl<'r> Writing<'_, '_, 'r> {
    /// Instructions between turns, which keep their place.
    fn instructions(&mut self, turn: &'r Turn<'r>) -> Result<(), Failure> {
        let other = (turn.blocks.iter()).find(|b| !matches!(b.content, Content::Text(_)));
        if let Some(block) = other {
            return Err(block.content.misplaced());
        }
        self.forget_thoughts();
        self.message("developer", turn.blocks.iter())
    }

    /// Writes a message that the model reads, if it has anything in it.
    fn message(
        &mut self,
        role: &'static str,
        blocks: impl Iterator<Item = &'r Block<'r>>,
    ) -> Result<(), Failure> {
        let begin = self.body.0.len();
        self.body.item().raw(r#"{"type":"message","role":"#);
        self.body.string(role).key("content").raw("[");
        let empty = self.body.0.len();
        for block in blocks {
            content::part(block, self.body, self.losses)?;
        }
        if self.body.0.len() == empty {
            self.body.0.truncate(begin);
        } else {
            self.body.raw("]}");
        }
        Ok(())
    }

    fn user(&mut self, turn: &'r Turn<'r>) -> Result<(), Failure> {
        self.forget_thoughts();
        // Results come first: they belong to the calls before.
        for block in &turn.blocks {
            if let Content::Result {
                call,
                content,
                failed,
            } = &block.content
            {
                self.losses.note_extra(block.extra.as_ref());
                self.result(call, content, *failed)?;
            }
        }
        let is_result = |block: &&Block<'_>| matches!(block.content, Content::Result { .. });
        self.message("user", turn.blocks.iter().filter(|block| !is_result(block)))
    }

    fn result(&mut self, call: &str, blocks: &[Block<'_>], failed: bool) -> Result<(), Failure> {
        let made = self.by_id.get(call).and_then(|n| self.calls.get_mut(*n));
        let (Some(made), Some(id)) = (made, self.ids.result(call)) else {
            return Err(results::unknown(call));
        };
        made.answered = true;
        self.body
            .item()
            .raw("{")
            .key("type")
            .string(if made.custom {
                "custom_tool_call_output"
            } else {
                "function_call_output"
            });
        self.body.key("call_id").string(&id);
        results::write(blocks, failed, self.body.key("output"), self.losses)?;
        self.body.raw("}");
        Ok(())
    }

    /// What the model said: what stands together as words is one message.
    fn assistant(&mut self, turn: &'r Turn<'r>) -> Result<(), Failure> {
        let mut speaking = false;
        for block in &turn.blocks {
            self.losses.note_extra(block.extra.as_ref());
            let (kind, words) = match &block.content {
                Content::Text(words) => (r#"{"type":"output_text","text":"#, words),
                Content::Refusal(words) => (r#"{"type":"refusal","refusal":"#, words),
                other => {
                    self.hush(&mut speaking);
                    self.said(other)?;
                    continue;
                }
            };
            if words.is_empty() {
                continue;
            }
            if !std::mem::replace(&mut speaking, true) {
                self.thoughts = None;
                let message = r#"{"type":"message","role":"assistant","content":["#;
                self.body.item().raw(message);
            }
            self.body.item().raw(kind).text(words).raw("}");
        }
        self.hush(&mut speaking);
        Ok(())
    }

    fn hush(&mut self, speaking: &mut bool) {
        if std::mem::replace(speaking, false) {
            self.body.raw("]}");
        }
    }

    /// Anything that the model said beside words.
    fn said(&mut self, content: &'r Content<'r>) -> Result<(), Failure> {
        match content {
            Content::Call {
                id,
                name,
                arguments,
            } => self.call(id, name, arguments),
            Content::Thinking {
                text,
                signature: Some(signature),
            } => self.reasoning(text, signature),
            // Without its encrypted form a thought cannot be taken back.
            Content::Thinking { .. } => {}
            Content::HiddenThinking(data) => self.reasoning(&Text::default(), data),
            Content::Foreign { json, .. } => match foreign::told(content, json)? {
                Told::Words(_) => return Err(content.misplaced()),
                Told::LeftOut(name) => self.losses.note(name),
            },
            other => return Err(other.misplaced()),
        }
        Ok(())
    }

    /// Takes back thoughts that led to nothing, as where an answer was cut off in them (the provider's own words: "was
    /// provided without its required following item").
    fn forget_thoughts(&mut self) {
        if let Some(end) = self.thoughts.take() {
            self.body.0.truncate(end);
        }
    }

    /// Its id stays away: it is that of something which the provider does not keep.
    fn reasoning(&mut self, text: &Text<'_>, encrypted: &Text<'_>) {
        self.thoughts.get_or_insert(self.body.0.len());
        self.body.item().raw(r#"{"type":"reasoning","summary":["#);
        if !text.is_empty() {
            self.body.raw(r#"{"type":"summary_text","text":"#);
            self.body.text(text).raw("}");
        }
        self.body.raw("]").key("encrypted_content").text(encrypted);
        self.body.raw("}");
    }

    fn call(&mut self, id: &'r str, name: &str, arguments: &Json<'_>) {
        self.thoughts = None;
        let text = arguments.clone().into_text();
        let custom = text.is_some();
        let sent = self.ids.call(id);
        let (kind, member) = if custom {
            ("custom_tool_call", "input")
        } else {
            ("function_call", "arguments")
        };
        self.body.item().raw("{").key("type").string(kind);
        self.body.key("call_id").string(&sent);
        self.body.key("name").string(&tools::spelled(name));
        if self.namespaced {
            self.body.key("namespace").string(namespace::NAME);
        }
        let text = text.unwrap_or_else(|| Text::plain(arguments.get()));
        self.body.key(member).text(&text).raw("}");
        self.by_id.insert(id, self.calls.len());
        self.calls.push(Made {
            id,
            custom,
            answered: false,
        });
    }

    /// Each call must have its result (the provider's own words: "No tool output found for function call").
    fn settle(&self) -> Result<(), Failure> {
        let Some(open) = self.calls.iter().find(|made| !made.answered) else {
            return Ok(());
        };
        Err(Failure::invalid(format!(
            "the call with the id `{}` has no result: send it in the turn behind the call",
            brief(open.id)
        )))
    }
}
