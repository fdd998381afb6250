use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::json::{Members, Str, Writer, object};
use crate::responses::error;
use crate::sse::Message;
use crate::{ErrorKind, Failure};

object! {
    struct Event<'a> {
        kind: Str<'a> = "type",
        response: &'a RawValue = "response",
        item: &'a RawValue = "item",
        output_index: u64 = "output_index",
        error: &'a RawValue = "error",
    }
}

object! {
    struct Failed<'a> {
        error: &'a RawValue = "error",
    }
}

/// No answer is larger; what is, would fill the memory.
const MOST: usize = 64 << 20;

/// Puts the whole answer together, in its own format, from the events of a provider that only streams.
///
/// What the last event tells is the answer, byte for byte. Where it leaves out the items, as the Codex backend's may, they
/// are those that the events before it told whole; where it leaves out more, as the least stream does, it is what the
/// first event told.
#[derive(Debug, Default)]
pub struct Collector {
    /// The answer as the first event tells of it.
    begun: Option<String>,
    /// Whole items, by their places.
    items: BTreeMap<u64, String>,
    /// The answer as the last event tells of it, and what became of it.
    ended: Option<(String, &'static str)>,
    held: usize,
}

impl Collector {
    /// Takes the next event.
    ///
    /// # Errors
    /// The provider's error, an event that cannot be read, or an answer that is larger than 64 MiB. Nothing follows.
    pub fn push(&mut self, message: Message<'_>) -> Result<(), Failure> {
        let data = message.data.trim();
        if self.finished() || data.is_empty() || data == "[DONE]" || is_piece(data) {
            return Ok(());
        }
        let event: Event<'_> = serde_json::from_str(data).map_err(|fault| {
            let message = format!("the provider sent an event that cannot be read: {fault}");
            Failure::new(ErrorKind::BadGateway, message)
        })?;
        let response = event.response;
        match (event.kind.as_deref().unwrap_or(message.name), response) {
            ("response.failed", _) => {
                let failed = response.map(|raw| serde_json::from_str::<Failed<'_>>(raw.get()));
                let fault = failed.and_then(Result::ok).and_then(|failed| failed.error);
                return Err(error::in_stream(fault.map_or("null", RawValue::get)));
            }
            ("response.created", Some(response)) => {
                self.begun = Some(self.keep(response)?);
            }
            ("response.completed", response) => {
                self.ended = Some((self.last(response)?, "completed"));
            }
            ("response.incomplete", response) => {
                self.ended = Some((self.last(response)?, "incomplete"));
            }
            ("response.output_item.done", _) => {
                if let Some(item) = event.item {
                    let next = self
                        .items
                        .last_key_value()
                        .map_or(0, |(n, _)| n.saturating_add(1));
                    let item = self.keep(item)?;
                    self.items.insert(event.output_index.unwrap_or(next), item);
                }
            }
            ("error", _) => {
                let told = event.error.map_or(message.data, RawValue::get);
                return Err(error::in_stream(told));
            }
            // Some of the provider's doors give their faults no name.
            (_, None) if event.kind.is_none() => {
                if let Some(fault) = event.error {
                    return Err(error::in_stream(fault.get()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the last event was read.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.ended.is_some()
    }

    /// The answer, when the stream is over.
    ///
    /// # Errors
    /// If the stream broke off before its last event.
    pub fn finish(self) -> Result<Vec<u8>, Failure> {
        let Some((ended, status)) = &self.ended else {
            let message =
                "the provider's answer ended before its last event; send the request again";
            return Err(Failure::new(ErrorKind::BadGateway, message));
        };
        let read = |text| serde_json::from_str::<Members<'_>>(text).unwrap_or(Members(Vec::new()));
        let members = read(ended);
        let told = |name: &str| members.get(name).is_some_and(|value| value != "null");
        let items = !self.items.is_empty() && members.get("output").is_none_or(is_empty);
        if !items && told("output") && told("object") {
            return Ok(ended.clone().into_bytes());
        }
        let begun = read(self.begun.as_deref().unwrap_or("{}"));
        let mut out = Vec::with_capacity(self.held);
        let mut body = Writer(&mut out);
        body.raw("{");
        for (name, value) in &members.0 {
            if **name != *"output" {
                body.key(name).raw(value.get());
            }
        }
        for (name, value) in &begun.0 {
            let last = matches!(&**name, "output" | "status");
            if !last && members.get(name).is_none() {
                body.key(name).raw(value.get());
            }
        }
        if members.get("object").or(begun.get("object")).is_none() {
            body.key("object").string("response");
        }
        if members.get("status").is_none() {
            body.key("status").string(status);
        }
        match members.get("output") {
            Some(output) if !items => body.key("output").raw(output),
            _ => self.write_items(body.key("output")),
        };
        body.raw("}");
        Ok(out)
    }

    /// The data of a stream's last event with the items that the events before it told, where it tells none itself; `None`
    /// where it tells them, or there are none.
    #[must_use]
    pub fn filled(&self, last: &str) -> Option<String> {
        if self.items.is_empty() {
            return None;
        }
        let event: Members<'_> = serde_json::from_str(last).ok()?;
        let response: Members<'_> = serde_json::from_str(event.get("response")?).ok()?;
        if !response.get("output").is_none_or(is_empty) {
            return None;
        }
        let mut out = Vec::with_capacity(last.len() + self.held);
        let mut body = Writer(&mut out);
        body.raw("{");
        for (name, value) in event.0.iter().filter(|(name, _)| &**name != "response") {
            body.key(name).raw(value.get());
        }
        body.key("response").raw("{");
        for (name, value) in response.0.iter().filter(|(name, _)| &**name != "output") {
            body.key(name).raw(value.get());
        }
        self.write_items(body.key("output")).raw("}}");
        // What is put together from strings is one; line ends can only be white space between tokens.
        let made = String::from_utf8(out).ok()?;
        Some(made.replace(['\n', '\r'], " "))
    }

    fn write_items<'w, 'o>(&self, body: &'w mut Writer<'o>) -> &'w mut Writer<'o> {
        body.raw("[");
        for item in self.items.values() {
            body.item().raw(item);
        }
        body.raw("]")
    }

    fn last(&mut self, response: Option<&RawValue>) -> Result<String, Failure> {
        response.map_or(Ok("{}".to_owned()), |response| self.keep(response))
    }

    fn keep(&mut self, raw: &RawValue) -> Result<String, Failure> {
        self.held = self.held.saturating_add(raw.get().len());
        if self.held > MOST {
            let message = format!("the provider's answer is larger than {MOST} bytes");
            return Err(Failure::new(ErrorKind::BadGateway, message));
        }
        Ok(raw.get().to_owned())
    }
}

/// Whether an event is a piece of an item, which comes whole later.
fn is_piece(data: &str) -> bool {
    let begin = data.get(..64).unwrap_or(data);
    begin.starts_with(r#"{"type":"response.output_text.delta""#)
        || begin.starts_with(r#"{"type": "response.output_text.delta""#)
}

/// Whether a list has nothing in it.
fn is_empty(list: &str) -> bool {
    let inside = list
        .strip_prefix('[')
        .and_then(|list| list.strip_suffix(']'));
    inside.map_or(list == "null", |inside| inside.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected<'d>(events: impl IntoIterator<Item = &'d str>) -> Result<String, Failure> {
        let mut collector = Collector::default();
        for data in events {
            collector.push(Message { name: "", data })?;
        }
        let body = collector.finish()?;
        Ok(String::from_utf8(body).unwrap())
    }

    const CREATED: &str = r#"{"type":"response.created","response":{"id":"resp_1","object":"response","status":"in_progress","model":"m","output":[],"tools":[ ]}}"#;
    const DELTA: &str =
        r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}"#;
    const SECOND: &str = r#"{"type":"response.output_item.done","output_index":1,"item":{ "type":"function_call","arguments":"{\"a\": 1.0}"}}"#;
    const FIRST: &str =
        r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"message"}}"#;

    #[test]
    fn what_the_last_event_tells_is_the_answer_to_the_byte() {
        let answer = r#"{ "id":"resp_1","object":"response","output":[ {"type":"message"} ],"usage":{"input_tokens":1.0} }"#;
        let last = format!(r#"{{"type":"response.completed","response":{answer}}}"#);
        assert_eq!(
            collected([CREATED, DELTA, FIRST, last.as_str()]).unwrap(),
            answer
        );
        let empty = r#"{"id":"resp_1","object":"response","output":[]}"#;
        let last = format!(r#"{{"type":"response.incomplete","response":{empty}}}"#);
        assert_eq!(collected([CREATED, last.as_str()]).unwrap(), empty);
    }

    #[test]
    fn items_that_the_last_event_leaves_out_are_those_that_were_told_in_their_order() {
        let last = r#"{"type":"response.completed","response":{"id":"resp_1","object":"response","status":"completed","output":[ ],"usage":null}}"#;
        assert_eq!(
            collected([CREATED, SECOND, FIRST, last]).unwrap(),
            r#"{"id":"resp_1","object":"response","status":"completed","usage":null,"model":"m","tools":[ ],"output":[{"type":"message"},{ "type":"function_call","arguments":"{\"a\": 1.0}"}]}"#
        );
    }

    #[test]
    fn a_last_event_without_items_is_filled_and_one_with_them_is_not() {
        let mut collector = Collector::default();
        let last = |output: &str| {
            format!(
                r#"{{"type":"response.completed","response":{{"id":"r",{output}"usage":null}},"n":1}}"#
            )
        };
        assert_eq!(collector.filled(&last(r#""output":[],"#)), None);
        for data in [CREATED, SECOND, FIRST] {
            collector.push(Message { name: "", data }).unwrap();
        }
        let filled = r#"{"type":"response.completed","n":1,"response":{"id":"r","usage":null,"output":[{"type":"message"},{ "type":"function_call","arguments":"{\"a\": 1.0}"}]}}"#;
        for output in ["", r#""output":[],"#, r#""output": null,"#] {
            assert_eq!(collector.filled(&last(output)).as_deref(), Some(filled));
        }
        assert_eq!(collector.filled(&last(r#""output":[1],"#)), None);
    }

    #[test]
    fn the_least_stream_comes_to_an_answer() {
        let item = r#"{"type":"response.output_item.done","item":{"type":"message"}}"#;
        let last = r#"{"type":"response.completed","response":{"id":"resp_1"}}"#;
        assert_eq!(
            collected([item, item, last]).unwrap(),
            r#"{"id":"resp_1","object":"response","status":"completed","output":[{"type":"message"},{"type":"message"}]}"#
        );
    }

    #[test]
    fn faults_and_streams_that_break_off_are_no_answers() {
        let failed = r#"{"type":"response.failed","response":{"error":{"code":"context_length_exceeded","message":"long"}}}"#;
        let error =
            r#"{"type":"error","error":{"type":"usage_limit_reached","message":"used up"}}"#;
        let unnamed = r#"{"error":{"code":"rate_limit_exceeded","message":"slow"}}"#;
        for (event, kind) in [
            (failed, ErrorKind::ContextLength),
            (error, ErrorKind::PlanLimit),
            (unnamed, ErrorKind::RateLimit),
            (DELTA, ErrorKind::BadGateway),
            ("{", ErrorKind::BadGateway),
        ] {
            assert_eq!(
                collected([CREATED, event]).unwrap_err().kind,
                kind,
                "{event}"
            );
        }
    }
}
