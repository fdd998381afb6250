//! Reading an answer.

mod item;
mod items;
mod splice;
#[cfg(test)]
mod tests;
mod wire;

use crate::conversation::{Event, Stop, Usage};
use crate::json::Text;
use crate::responses::error;
use crate::sse::Message;
use crate::{ErrorKind, Failure};
use item::Part;
use items::Items;

/// Reads the events of an answer.
///
/// Items that are told whole are enough, and so are pieces; told both ways, what they say is said once. Kinds of events
/// and items that are not known mean nothing. Without its last event an answer is never taken for a whole one.
#[derive(Debug, Default)]
pub struct Decoder {
    started: bool,
    items: Items,
    finished: bool,
}

impl Decoder {
    /// Reads one event of the stream, and hands what it means to `sink`.
    ///
    /// # Errors
    /// The provider's error, or an event that cannot be read. Nothing follows.
    pub fn decode(
        &mut self,
        message: Message<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let data = message.data.trim();
        if self.finished || data.is_empty() || data == "[DONE]" {
            return Ok(());
        }
        if let Some(piece) = splice::delta(data) {
            if self.items.goes_on(piece.output_index, piece.part) {
                if !piece.text.is_empty() {
                    sink(match piece.part {
                        Part::Arguments => Event::Arguments(piece.text),
                        _ => Event::Text(piece.text),
                    });
                }
                return Ok(());
            }
            self.start("", "", sink);
            let item = (Some(piece.output_index), "");
            return self.items.piece(item, piece.part, piece.text, sink);
        }
        let event: wire::Event<'_> =
            serde_json::from_str(data).map_err(|fault| unreadable(&fault.to_string()))?;
        self.event(event, message, sink)
    }

    /// Whether the last event was read.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.finished
    }

    fn event(
        &mut self,
        event: wire::Event<'_>,
        message: Message<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let content = event.content_index.unwrap_or(0);
        let summary = event.summary_index.unwrap_or(0);
        let part = match event.kind.as_deref().unwrap_or(message.name) {
            "response.created" => {
                let head = event.response.unwrap_or_default();
                let (id, model) = (head.id.as_deref(), head.model.as_deref());
                self.start(id.unwrap_or_default(), model.unwrap_or_default(), sink);
                return Ok(());
            }
            "keepalive" => {
                sink(Event::Ping);
                return Ok(());
            }
            kind @ ("response.output_item.added" | "response.output_item.done") => {
                let Some(item) = event.item else {
                    return Err(unreadable("an item without what it is"));
                };
                self.start("", "", sink);
                return match kind {
                    "response.output_item.added" => {
                        self.items.begin(event.output_index, &item, sink)
                    }
                    _ => self.items.end(event.output_index, &item, sink),
                };
            }
            "response.output_text.delta" => Part::Text(content),
            "response.refusal.delta" => Part::Refusal(content),
            "response.reasoning_summary_text.delta" => Part::Summary(summary),
            "response.reasoning_text.delta" => Part::Thought(content),
            "response.function_call_arguments.delta" => Part::Arguments,
            "response.custom_tool_call_input.delta" => Part::Input,
            kind @ ("response.completed" | "response.incomplete" | "response.failed") => {
                let ended = kind.strip_prefix("response.").unwrap_or(kind);
                return self.end(event.response.unwrap_or_default(), ended, sink);
            }
            "error" => {
                let told = event.error.map_or(message.data, |error| error.get());
                return Err(error::in_stream(told));
            }
            _ => {
                // Some of the provider's doors give their faults no name.
                return match event.error {
                    Some(fault) if event.kind.is_none() => Err(error::in_stream(fault.get())),
                    _ => Ok(()),
                };
            }
        };
        let delta = event.delta.map(|delta| delta.get());
        let Some(text) = delta.and_then(|raw| serde_json::from_str::<Text<'_>>(raw).ok()) else {
            return Err(unreadable("a piece of an item without what it says"));
        };
        self.start("", "", sink);
        let id = event.item_id.as_deref().unwrap_or_default();
        self.items.piece((event.output_index, id), part, text, sink)
    }

    fn start(&mut self, id: &str, model: &str, sink: &mut impl FnMut(Event<'_>)) {
        if !std::mem::replace(&mut self.started, true) {
            sink(Event::Start {
                id: id.into(),
                model: model.into(),
                usage: Usage::default(),
            });
        }
    }

    /// Ends the answer; `ended`: how.
    fn end(
        &mut self,
        response: wire::Response<'_>,
        ended: &str,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        if ended == "failed" {
            return Err(match response.error {
                Some(fault) => error::in_stream(fault.get()),
                None => error::in_stream("null"),
            });
        }
        let (id, model) = (response.id.as_deref(), response.model.as_deref());
        self.start(id.unwrap_or_default(), model.unwrap_or_default(), sink);
        // Items that were told of have their places; those of a stream that told of none are all here.
        let untold = self.items.is_empty();
        for (index, item) in (0..).zip(response.output.iter().flatten()) {
            if untold || self.items.awaits(index) {
                self.items.end(Some(index), item, sink)?;
            }
        }
        self.items.finish(sink)?;
        let reason = response
            .incomplete_details
            .and_then(|details| details.reason);
        let incomplete = ended == "incomplete" || response.status.as_deref() == Some("incomplete");
        let stop = match reason.as_deref() {
            Some("max_output_tokens") if incomplete => Stop::MaxTokens,
            Some("content_filter") if incomplete => Stop::Refusal(None),
            reason if incomplete => Stop::Other(reason.unwrap_or("incomplete").into()),
            _ if self.items.called() => Stop::Calls,
            _ if self.items.refused() => Stop::Refusal(None),
            _ => Stop::EndTurn,
        };
        let usage = response.usage.map(Usage::from).unwrap_or_default();
        self.finished = true;
        sink(Event::Stop { stop, usage });
        sink(Event::End);
        Ok(())
    }
}

fn unreadable(why: &str) -> Failure {
    let message = format!("the provider sent an event that cannot be read: {why}");
    Failure::new(ErrorKind::BadGateway, message)
}

/// Reads a whole answer as the events that it would have come as.
///
/// # Errors
/// If it is none, or tells of the provider's fault.
pub fn decode_answer(body: &str, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
    let none = |why: &str| {
        let message = format!("the provider's answer is no response: {why}");
        Failure::new(ErrorKind::BadGateway, message)
    };
    let response: wire::Response<'_> =
        serde_json::from_str(body).map_err(|fault| none(&fault.to_string()))?;
    if response.status.is_none() && response.output.is_none() && response.error.is_none() {
        return Err(none("it has no output"));
    }
    let ended = match response.status.as_deref() {
        None | Some("completed") if response.error.is_none() => "completed",
        Some("incomplete") => "incomplete",
        _ => "failed",
    };
    Decoder::default().end(response, ended, sink)
}
