use std::sync::Arc;

use bytes::Bytes;
use formats::conversation::Seal;
use formats::responses::{self, Collector};
use formats::sse::{Decoder, Message};
use memchr::memmem;

use crate::origins::Origins;
use crate::translate::LARGEST_EVENT;

/// How the kinds of the Codex backend's own events begin.
const OWN: &str = "codex.";
/// How the namespace around a client's tools stands in an event.
const NAMESPACE: &str = "\"namespace\"";

/// The events that tell whole items, and those that end a stream with an answer.
const ITEM: &str = "response.output_item.done";
const ENDS: [&str; 2] = ["response.completed", "response.incomplete"];

/// How reasoning items call what only their provider can read.
const PAYLOAD: &str = "\"encrypted_content\"";

/// What is changed in the data of single events, and in whole answers.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// The client's tools were put into a namespace, of which it does not know: its calls are taken out again.
    pub(crate) unwraps: bool,
    /// Reasoning leaves in envelopes of this seal.
    pub(crate) seal: Option<Seal>,
}

impl Changes {
    /// Whether there is anything to look for.
    pub(crate) fn any(&self) -> bool {
        self.unwraps || self.seal.is_some()
    }

    /// The data as the client is to get it; `None` if it stays as it is.
    pub(crate) fn made(&self, data: &str) -> Option<String> {
        let unwrapped = self.unwraps.then(|| responses::unwrapped(data)).flatten();
        let seal = self.seal.as_ref();
        let sealed =
            seal.and_then(|seal| responses::sealed(unwrapped.as_deref().unwrap_or(data), seal));
        sealed.or(unwrapped)
    }
}

/// Where it is noted who made the reasoning that leaves as it is.
#[derive(Debug)]
pub(crate) struct Noted {
    pub(crate) origins: Arc<Origins>,
    pub(crate) seal: Seal,
}

/// What is changed in a Responses stream that otherwise goes out as it came.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    changes: Changes,
    /// The items so far, where the stream is made into one that OpenAI's SDKs understand.
    plain: Option<Box<Collector>>,
    noted: Option<Noted>,
}

impl Edits {
    /// Makes `changes`.
    ///
    /// With `plain`, a stream as the Codex backend sends it to its own command becomes one as the API has it. The events of
    /// its own are left out: the SDKs' `responses.stream` raises at the first event that it does not know (measured with
    /// openai-python 3.57.0 and openai-node 7.57.0), and what they say of the plan's limits stands in headers too. And
    /// the last event gets the items, which it may leave out: the SDKs give its answer as the final one.
    pub(crate) fn new(changes: Changes, plain: bool) -> Self {
        Self {
            changes,
            plain: plain.then(Box::default),
            noted: None,
        }
    }

    /// The same, and the reasoning that leaves is noted.
    pub(crate) fn noting(self, noted: Option<Noted>) -> Self {
        Self { noted, ..self }
    }

    /// Whether there is anything to look for.
    pub(super) fn any(&self) -> bool {
        self.changes.any() || self.plain.is_some() || self.noted.is_some()
    }

    /// Whole events as the client is to get them: the same bytes, unless there may be something to change among them.
    pub(super) fn apply(&mut self, whole: Bytes) -> Bytes {
        let has = |text: &str| memmem::find(&whole, text.as_bytes()).is_some();
        if let Some(noted) = &self.noted
            && has(PAYLOAD)
        {
            noted.note(&whole);
        }
        let plain = || has(OWN) || has(ITEM) || ENDS.iter().any(|kind| has(kind));
        let concerned = self.changes.unwraps && has(NAMESPACE)
            || self.changes.seal.is_some() && has(PAYLOAD)
            || self.plain.is_some() && plain();
        if !concerned {
            return whole;
        }
        let mut out = Vec::with_capacity(whole.len());
        let read =
            Decoder::new(LARGEST_EVENT).push(&whole, |message| self.write(message, &mut out));
        if read.is_err() {
            // Larger than any event that was seen: it stays as it came.
            return whole;
        }
        if whole.ends_with(b"\r") {
            await_line_feed(&mut out);
        }
        out.into()
    }

    fn write(&mut self, message: Message<'_>, out: &mut Vec<u8>) {
        let kind = kind(message);
        if self.plain.is_some() && kind.starts_with(OWN) {
            return;
        }
        let made = self.changes.made(message.data);
        let data = made.as_deref().unwrap_or(message.data);
        let filled = match &mut self.plain {
            Some(items) if ENDS.contains(&kind) => items.filled(data),
            Some(items) if kind == ITEM => {
                if items.push(Message { data, ..message }).is_err() {
                    // Too large to be held: from here on the stream stays as it came.
                    self.plain = None;
                }
                None
            }
            _ => None,
        };
        if !message.name.is_empty() {
            out.extend_from_slice(b"event: ");
            out.extend_from_slice(message.name.as_bytes());
            out.push(b'\n');
        }
        for line in filled.as_deref().unwrap_or(data).split('\n') {
            out.extend_from_slice(b"data: ");
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
        out.push(b'\n');
    }
}

impl Noted {
    fn note(&self, events: &[u8]) {
        let hear = |message: Message<'_>| {
            for payload in responses::payloads(message.data) {
                self.origins.note(payload, &self.seal);
            }
        };
        // Of an event that is too large nothing is known.
        let _ = Decoder::new(LARGEST_EVENT).push(events, hear);
    }
}

/// The line end is CRLF, and its LF comes with the next piece: alone it would be a blank line more, of which SDKs make an
/// event without data where an `id` came before (measured with openai-python 3.57.0).
fn await_line_feed(out: &mut Vec<u8>) {
    match out.last_mut() {
        Some(last) => *last = b'\r',
        None => out.extend_from_slice(b":\r"),
    }
}

/// An event's kind: its name, or what its data begins with where it has none.
fn kind<'m>(message: Message<'m>) -> &'m str {
    if !message.name.is_empty() {
        return message.name;
    }
    let begins = ["{\"type\":\"", "{\"type\": \""];
    let mut rest = begins
        .iter()
        .filter_map(|begin| message.data.strip_prefix(begin));
    rest.next()
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the client gets of `text` with all edits.
    fn edited(text: &str) -> String {
        by(edits(true, true), text)
    }

    fn edits(unwraps: bool, plain: bool) -> Edits {
        let changes = Changes {
            unwraps,
            seal: None,
        };
        Edits::new(changes, plain)
    }

    fn by(mut edits: Edits, text: &str) -> String {
        let out = edits.apply(Bytes::copy_from_slice(text.as_bytes()));
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[test]
    fn the_backends_own_events_are_left_out_and_the_others_stay() {
        let created = "event: response.created\ndata: {\"type\":\"response.created\"}\n\n";
        for own in [
            "event: codex.rate_limits\ndata: {\"type\":\"codex.rate_limits\"}\n\n",
            "data: {\"type\":\"codex.rate_limits\"}\n\n",
            "event: codex.rate_limits\r\ndata: {}\r\n\r\n",
        ] {
            assert_eq!(edited(&format!("{own}{created}")), created);
            assert_eq!(by(edits(true, false), own), own);
        }
        let text = "event: response.output_text.delta\ndata: {\"delta\":\"codex.rate_limits\"}\n\n";
        assert_eq!(edited(text), text);
    }

    #[test]
    fn a_call_leaves_the_namespace_that_was_put_around_it() {
        let wrapped = "event: response.output_item.done\n\
                       data: {\"item\":{\"type\":\"function_call\",\"name\":\"f\",\"namespace\":\"client\"}}\n\n";
        let flat = wrapped.replace(",\"namespace\":\"client\"", "");
        assert_eq!(edited(wrapped), flat);
        assert_eq!(by(edits(false, true), wrapped), wrapped);
    }

    #[test]
    fn a_last_event_without_items_gets_those_that_came_before_it() {
        let mut edits = edits(true, true);
        let item = "data: {\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"function_call\",\"namespace\":\"client\"}}\n\n";
        edits.apply(Bytes::from(item));
        let last = "event: response.completed\ndata: {\"response\":{\"output\":[]}}\n\n";
        let out = edits.apply(Bytes::from(last));
        let filled = last.replace("[]", "[{\"type\":\"function_call\"}]");
        assert_eq!(out, filled);
    }

    #[test]
    fn reasoning_is_sealed_in_its_item_and_in_the_answer_that_is_filled_with_it() {
        let seal = Seal::new("codex", "a", "m");
        let changes = Changes {
            unwraps: true,
            seal: Some(seal.clone()),
        };
        let mut edits = Edits::new(changes, true);
        let item = r#"{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}"#;
        let events = format!(
            "event: response.output_text.delta\ndata: {{\"delta\":\"gAAA\"}}\n\n\
             event: response.output_item.done\ndata: {{\"output_index\":0,\"item\":{item}}}\n\n"
        );
        let last = "event: response.completed\ndata: {\"response\":{\"output\":[]}}\n\n";
        let out = [events, last.to_owned()].map(|text| edits.apply(text.into()));
        let out = String::from_utf8(out.concat()).unwrap();
        assert_eq!(
            out.matches("\"encrypted_content\":\"ccp1.").count(),
            2,
            "{out}"
        );
        let brought = format!(
            "{{\"input\":[{}]}}",
            &out[out.rfind("{\"type\"").unwrap()..out.rfind("]}}").unwrap()]
        );
        let home = formats::responses::unsealed(&brought, &seal, |_| false).unwrap();
        assert_eq!(home, format!("{{\"input\":[{item}]}}"));
    }

    #[test]
    fn reasoning_that_leaves_as_it_is_is_noted() {
        let origins = Arc::new(Origins::default());
        let seal = Seal::new("codex", "a", "m");
        let noted = Noted {
            origins: Arc::clone(&origins),
            seal,
        };
        let mut edits = edits(false, false).noting(Some(noted));
        let text =
            "data: {\"item\":{\"type\":\"reasoning\",\"encrypted_content\":\"gAAA\"}}\n\n: x\n\n";
        assert_eq!(edits.apply(text.into()), text);
        let other = Seal::new("codex", "b", "m");
        assert!(origins.is_foreign("gAAA", &other));
    }

    #[test]
    fn a_line_end_that_is_cut_in_two_becomes_no_blank_line() {
        let wrapped =
            "data: {\"item\":{\"type\":\"function_call\",\"namespace\":\"client\"}}\r\n\r";
        let out = edited(wrapped);
        assert_eq!(out, "data: {\"item\":{\"type\":\"function_call\"}}\n\r");
        let omitted = edited("event: codex.rate_limits\r\ndata: {}\r\n\r");
        assert_eq!(omitted, ":\r");
    }

    #[test]
    fn events_with_nothing_to_change_stay_the_same_bytes() {
        let text = ": comment\nid: 1\nevent: response.created\r\ndata: {}\r\n\r\n";
        assert_eq!(edited(text), text);
    }
}
