//! The blocks of an answer, each an item.

use std::sync::Arc;

use super::encoder::{Encoder, begin, finish};
use super::item::{Item, Stage, Tool};
use super::open::{Delta, Open};
use crate::conversation::Opened;
use crate::json::{Json, Text, Writer};
use crate::openai::freeform;
use crate::responses::request::Called;

impl Encoder {
    pub(super) fn piece(&mut self, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        self.said.push(text);
        self.delta.write(text, self.sequence, out);
        self.sequence += 1;
    }

    pub(super) fn thinking(&mut self, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        if let Open::Thinking { part, .. } = &mut self.open
            && !std::mem::replace(part, true)
        {
            let begun = reasoning(Text::default(), None);
            self.part("response.reasoning_summary_part.added", &begun, out);
        }
        self.piece(text, out);
    }

    /// White space may turn out to be all that comes, and a custom tool's text can only be told when it is whole.
    pub(super) fn arguments(&mut self, text: &Text<'_>, out: &mut Vec<u8>) {
        let Open::Call { called, spoken, .. } = &mut self.open else {
            return;
        };
        if *called != Called::Function {
            self.said.push(text);
            return;
        }
        if *spoken {
            self.piece(text, out);
            return;
        }
        let mut held = std::mem::take(&mut self.said);
        held.push(text);
        if text.is_blank() {
            self.said = held;
        } else {
            *spoken = true;
            self.piece(&held, out);
        }
    }

    pub(super) fn open(&mut self, opened: &Opened<'_>, out: &mut Vec<u8>) {
        self.said = Text::default();
        let nothing = Text::default;
        match opened {
            Opened::Text => self.words(Open::Text, &Item::Text(nothing()), out),
            Opened::Refusal => self.words(Open::Refusal, &Item::Refusal(nothing()), out),
            Opened::Thinking => {
                let thinking = Open::Thinking {
                    part: false,
                    signature: nothing(),
                };
                self.begin_item(thinking, &reasoning(nothing(), None), out);
                self.delta = self.delta(
                    "response.reasoning_summary_text.delta",
                    Some("summary_index"),
                );
            }
            Opened::HiddenThinking(data) => {
                let thinking = Open::Thinking {
                    part: false,
                    signature: data.clone().into_owned(),
                };
                self.begin_item(thinking, &reasoning(nothing(), None), out);
            }
            Opened::Call { id, name } => self.call(id, name, out),
            Opened::Foreign(_) => self.open = Open::Nothing,
        }
    }

    fn delta(&self, kind: &str, index: Option<&str>) -> Delta {
        Delta::new(kind, &self.item, self.index, index)
    }

    /// A message begins, with its one part.
    fn words(&mut self, open: Open, begun: &Item<'_>, out: &mut Vec<u8>) {
        self.begin_item(open, begun, out);
        self.part("response.content_part.added", begun, out);
        self.delta = match begun {
            Item::Refusal(_) => self.delta("response.refusal.delta", Some("content_index")),
            _ => self
                .delta("response.output_text.delta", Some("content_index"))
                .with_logprobs(),
        };
    }

    fn call(&mut self, id: &str, sent: &str, out: &mut Vec<u8>) {
        let delivery = Arc::clone(&self.delivery);
        let tool = Tool::of(&delivery, sent);
        let open = Open::Call {
            id: id.to_owned(),
            sent: sent.to_owned(),
            called: tool.called,
            spoken: false,
        };
        let begun = Item::Call {
            tool,
            id,
            input: Text::default(),
            whole: true,
        };
        self.begin_item(open, &begun, out);
        self.delta = match tool.called {
            Called::Custom => self.delta("response.custom_tool_call_input.delta", None),
            _ => self.delta("response.function_call_arguments.delta", None),
        };
    }

    fn begin_item(&mut self, open: Open, begun: &Item<'_>, out: &mut Vec<u8>) {
        self.open = open;
        let Some(head) = &self.head else { return };
        self.item = head.item(begun.prefix(), self.index);
        self.whole("response.output_item.added", begun, Stage::Begun, out);
    }

    pub(super) fn close(&mut self, out: &mut Vec<u8>) {
        let said = std::mem::take(&mut self.said);
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => {}
            Open::Text => {
                self.end_part("response.output_text", "text", &Item::Text(said), out);
            }
            Open::Refusal => {
                self.refused |= !said.is_empty();
                self.end_part("response.refusal", "refusal", &Item::Refusal(said), out);
            }
            Open::Thinking { part, signature } => {
                let item = reasoning(said, Some(signature));
                if part {
                    self.end_part("response.reasoning_summary_text", "text", &item, out);
                } else {
                    self.done(&item, out);
                }
            }
            Open::Call {
                id, sent, spoken, ..
            } => self.end_call(&id, &sent, spoken, said, out),
        }
    }

    /// The item's one part ends, and with it the item.
    fn end_part(&mut self, event: &str, member: &str, item: &Item<'_>, out: &mut Vec<u8>) {
        let (Item::Text(said) | Item::Refusal(said) | Item::Reasoning { text: said, .. }) = item
        else {
            return;
        };
        let (index, part) = match item {
            Item::Reasoning { .. } => ("summary_index", "response.reasoning_summary_part.done"),
            _ => ("content_index", "response.content_part.done"),
        };
        let mut writer = self.of_item(&format!("{event}.done"), out);
        writer.key(index).number(0).key(member).text(said);
        if matches!(item, Item::Text(_)) {
            writer.key("logprobs").raw("[]");
        }
        finish(&mut self.sequence, out);
        self.part(part, item, out);
        self.done(item, out);
    }

    fn end_call(
        &mut self,
        id: &str,
        sent: &str,
        spoken: bool,
        said: Text<'static>,
        out: &mut Vec<u8>,
    ) {
        let delivery = Arc::clone(&self.delivery);
        let tool = Tool::of(&delivery, sent);
        let (event, member) = match tool.called {
            Called::Function => ("response.function_call_arguments.done", "arguments"),
            Called::Custom => ("response.custom_tool_call_input.done", "input"),
            Called::Shell => ("", ""),
        };
        let mut input = said;
        let mut whole = true;
        if tool.called == Called::Custom {
            let text = freeform::input(&input.to_plain());
            self.piece(&text, out);
            input = text;
        } else if !spoken && input.is_blank() {
            // A tool that takes nothing may be called without a word.
            input = Text::plain("{}");
            if tool.called == Called::Function {
                self.piece(&input, out);
            }
        } else {
            let parsed = Json::parse(input.to_plain());
            whole = parsed.is_ok_and(|arguments| arguments.is_object());
        }
        if tool.called != Called::Shell {
            self.of_item(event, out).key(member).text(&input);
            finish(&mut self.sequence, out);
        }
        let item = Item::Call {
            tool,
            id,
            input,
            whole,
        };
        self.done(&item, out);
        self.said = Text::default();
    }

    /// The item is done, and is kept for the last event.
    fn done(&mut self, item: &Item<'_>, out: &mut Vec<u8>) {
        self.whole("response.output_item.done", item, Stage::Done, out);
        if self.index > 0 {
            self.output.push(b',');
        }
        item.write(&self.item, Stage::Done, &mut Writer(&mut self.output));
        self.index += 1;
    }

    /// An event with the open item as a whole.
    fn whole(&mut self, kind: &str, item: &Item<'_>, stage: Stage, out: &mut Vec<u8>) {
        let mut writer = begin(kind, out);
        writer.key("output_index").number(self.index).key("item");
        item.write(&self.item, stage, &mut writer);
        finish(&mut self.sequence, out);
    }

    /// An event with the one part of the open item.
    fn part(&mut self, kind: &str, item: &Item<'_>, out: &mut Vec<u8>) {
        let index = match item {
            Item::Reasoning { .. } => "summary_index",
            _ => "content_index",
        };
        let mut writer = self.of_item(kind, out);
        writer.key(index).number(0).key("part");
        item.part(&mut writer);
        finish(&mut self.sequence, out);
    }

    /// Begins an event of the open item.
    fn of_item<'o>(&self, kind: &str, out: &'o mut Vec<u8>) -> Writer<'o> {
        let mut writer = begin(kind, out);
        writer.key("item_id").string(&self.item);
        writer.key("output_index").number(self.index);
        writer
    }
}

fn reasoning<'i>(text: Text<'i>, signature: Option<Text<'i>>) -> Item<'i> {
    Item::Reasoning { text, signature }
}
