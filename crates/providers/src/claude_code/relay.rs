//! From the command's lines to the API's events: raw, but for the names of tools.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::members::quoted;
use super::shaping::{self, End, Shaping};
use super::tools::Names;

/// What comes of an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing for the client.
    Nothing,
    /// An event for the client.
    Event(Bytes),
    /// The last events. The command may go on by itself where it `resumes`: it must not.
    Last { events: Bytes, resumes: bool },
    /// The last events, if the command finds that the document of this call fits the schema.
    Document { call: String, events: Bytes },
    /// The answer has ended without a document, though a schema was asked for.
    Shapeless,
    /// The answer breaks off; the reason may follow.
    Broken,
}

/// What is watched for in an event.
#[derive(Deserialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: Box<str>,
    #[serde(default)]
    index: Option<u64>,
    #[serde(borrow, default)]
    delta: Option<Delta<'a>>,
    #[serde(borrow, default)]
    content_block: Option<Block<'a>>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(rename = "type", default)]
    kind: Option<Box<str>>,
    #[serde(borrow, default)]
    stop_reason: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Block<'a> {
    #[serde(rename = "type")]
    kind: Box<str>,
    #[serde(borrow, default)]
    name: Option<&'a RawValue>,
}

/// The relay of one answer.
#[derive(Debug)]
pub(super) struct Relay {
    names: Names,
    one_call: bool,
    begun: bool,
    /// Whether the answer has a text. One of thoughts alone, or of nothing, the command asks for again.
    spoke: bool,
    /// The first call's block, where one call is all that is wanted.
    call: Option<u64>,
    /// Where the answer must follow a schema.
    shaping: Option<Shaping>,
}

impl Relay {
    pub(super) fn new(names: Names, one_call: bool) -> Self {
        Self {
            names,
            one_call,
            begun: false,
            spoke: false,
            call: None,
            shaping: None,
        }
    }

    /// The same for an answer that must follow a schema, if it `is` one.
    pub(super) fn by_schema(self, is: bool) -> Self {
        Self {
            shaping: is.then(Shaping::default),
            ..self
        }
    }

    /// Whether the client has heard something.
    pub(super) fn begun(&self) -> bool {
        self.begun
    }

    /// Takes the next event, as JSON.
    pub(super) fn take(&mut self, json: &str) -> Step {
        let Ok(event) = serde_json::from_str::<Event<'_>>(json) else {
            return Step::Broken;
        };
        match &*event.kind {
            // A second one is another attempt, after the first broke off.
            "message_start" if self.begun => Step::Broken,
            "message_start" => {
                self.begun = true;
                Step::Event(written(&event.kind, json))
            }
            _ if !self.begun => Step::Nothing,
            // It ends here without having said why: it has broken off, and this is the command's tidying.
            "message_stop" | "error" => Step::Broken,
            "message_delta" => self.delta(&event, json),
            "content_block_start" | "content_block_delta" | "content_block_stop" => {
                self.shaped(&event, json)
            }
            kind => Step::Event(written(kind, json)),
        }
    }

    fn delta(&self, event: &Event<'_>, json: &str) -> Step {
        let reason = event.delta.as_ref().and_then(|delta| delta.stop_reason);
        let Some(reason) = reason.map(RawValue::get).filter(|reason| *reason != "null") else {
            return Step::Event(written(&event.kind, json));
        };
        let shaping = self.shaping.as_ref();
        match shaping.map_or(End::Itself, |shaping| shaping.end(reason.trim_matches('"'))) {
            End::Without => Step::Shapeless,
            End::Document(call) => match shaping::ended(json) {
                Some(json) => Step::Document {
                    call,
                    events: last(&event.kind, &json),
                },
                None => Step::Broken,
            },
            End::Itself => {
                Step::Last {
                    events: last(&event.kind, json),
                    // Behind calls it asks again by itself as soon as one of them is answered, or wrong; behind
                    // `max_tokens` and refusals at once (measured with claude 2.1.331).
                    resumes: !self.spoke || !matches!(reason, "\"end_turn\"" | "\"stop_sequence\""),
                }
            }
        }
    }

    /// An event about a block, shaped by the schema where there is one.
    fn shaped(&mut self, event: &Event<'_>, json: &str) -> Step {
        let Some(shaping) = &mut self.shaping else {
            return self.block(event, json);
        };
        let Some(heard) = shaping.block(json) else {
            return Step::Broken;
        };
        let mut events = Vec::new();
        for json in heard {
            let Ok(event) = serde_json::from_str(&json) else {
                return Step::Broken;
            };
            match self.block(&event, &json) {
                Step::Event(written) => events.extend_from_slice(&written),
                Step::Nothing => {}
                other => return other,
            }
        }
        if events.is_empty() {
            return Step::Nothing;
        }
        Step::Event(events.into())
    }

    fn block(&mut self, event: &Event<'_>, json: &str) -> Step {
        if self
            .call
            .is_some_and(|call| event.index.is_none_or(|index| index > call))
        {
            return Step::Nothing;
        }
        let piece = event.delta.as_ref().and_then(|delta| delta.kind.as_deref());
        self.spoke |= piece == Some("text_delta");
        let call = event
            .content_block
            .as_ref()
            .filter(|block| &*block.kind == "tool_use");
        let Some(call) = call else {
            return Step::Event(written(&event.kind, json));
        };
        if self.one_call {
            self.call = event.index;
        }
        let Some(name) = call.name else {
            return Step::Broken;
        };
        match self.renamed(json, name.get()) {
            Some(json) => Step::Event(written(&event.kind, &json)),
            None => Step::Broken,
        }
    }

    /// The event with the client's name of the tool; `name` is a part of `json`.
    fn renamed(&self, json: &str, name: &str) -> Option<String> {
        let sent: String = serde_json::from_str(name).ok()?;
        let at = (name.as_ptr() as usize).checked_sub(json.as_ptr() as usize)?;
        let (before, after) = (json.get(..at)?, json.get(at + name.len()..)?);
        Some(format!(
            "{before}{}{after}",
            quoted(self.names.outward(&sent))
        ))
    }
}

/// The end of an answer: its last event but one, and the last.
fn last(kind: &str, json: &str) -> Bytes {
    let mut events = Vec::from(written(kind, json));
    events.extend_from_slice(b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    events.into()
}

fn written(kind: &str, json: &str) -> Bytes {
    format!("event: {kind}\ndata: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use super::super::tools;
    use super::*;

    fn relay(one_call: bool) -> Relay {
        let tools = r#"[{"name":"get.weather","input_schema":{"type":"object"}}]"#;
        let (_, names) = tools::read(tools, &mut |_| {}).unwrap();
        let mut relay = Relay::new(names, one_call);
        assert!(matches!(
            relay.take(r#"{"type":"message_start","message":{}}"#),
            Step::Event(_)
        ));
        relay
    }

    fn event(step: Step) -> String {
        match step {
            Step::Event(bytes) | Step::Last { events: bytes, .. } => {
                String::from_utf8(bytes.to_vec()).unwrap()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_name_of_a_call_is_changed() {
        let sent = tools::Names::inward("get.weather");
        let json = format!(
            r#"{{"type":"content_block_start", "index":0,"content_block":{{"type":"tool_use","id":"mcp__c__x","name":"{sent}","input":{{"name":"{sent}"}}}}}}"#
        );
        let expected = format!(
            "event: content_block_start\ndata: {}\n\n",
            json.replacen(
                &format!(r#""name":"{sent}","input""#),
                r#""name":"get.weather","input""#,
                1
            )
        );
        assert_eq!(event(relay(false).take(&json)), expected);
        let text = r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"mcp__c__x"}}"#;
        assert_eq!(
            event(relay(false).take(text)),
            format!("event: content_block_delta\ndata: {text}\n\n")
        );
    }

    #[test]
    fn the_first_stop_is_the_last_event_and_nothing_more_may_be_asked_where_the_command_would() {
        let text =
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}"#;
        for (reason, spoke, asks) in [
            ("end_turn", true, false),
            ("end_turn", false, true),
            ("tool_use", true, true),
            ("max_tokens", true, true),
            ("refusal", true, true),
        ] {
            let mut relay = relay(false);
            if spoke {
                relay.take(text);
            }
            let json = format!(
                r#"{{"type":"message_delta","delta":{{"stop_reason":"{reason}"}},"usage":{{}}}}"#
            );
            let Step::Last { events, resumes } = relay.take(&json) else {
                panic!("{reason}");
            };
            assert_eq!(resumes, asks, "{reason}");
            assert!(
                events.ends_with(b"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            );
        }
    }

    #[test]
    fn a_message_that_stops_without_a_reason_has_broken_off() {
        assert_eq!(
            relay(false).take(r#"{"type":"message_stop","abandoned_blocks":1}"#),
            Step::Broken
        );
        assert_eq!(
            relay(false).take(r#"{"type":"message_start","message":{}}"#),
            Step::Broken
        );
        assert_eq!(relay(false).take("garbage"), Step::Broken);
        let silent = r#"{"type":"message_delta","delta":{"stop_reason":null}}"#;
        assert!(matches!(relay(false).take(silent), Step::Event(_)));
    }

    #[test]
    fn where_one_call_is_wanted_what_follows_the_first_is_left_out_and_the_usage_stays() {
        let mut relay = relay(true);
        let mut heard = 0;
        for index in 0..4 {
            let kind = if index == 0 { "text" } else { "tool_use" };
            for json in [
                format!(
                    r#"{{"type":"content_block_start","index":{index},"content_block":{{"type":"{kind}","name":"n"}}}}"#
                ),
                format!(
                    r#"{{"type":"content_block_delta","index":{index},"delta":{{"type":"x"}}}}"#
                ),
                format!(r#"{{"type":"content_block_stop","index":{index}}}"#),
            ] {
                heard += usize::from(matches!(relay.take(&json), Step::Event(_)));
            }
        }
        assert_eq!(heard, 6);
        let last = r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"#;
        assert!(event(relay.take(last)).contains(r#""output_tokens":9"#));
    }
}
