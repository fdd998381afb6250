//! Reasoning in envelopes, in requests and answers that otherwise pass as they are.
//!
//! A provider refuses a whole request for the sake of reasoning that it did not make itself. A client that speaks the
//! provider's own format gives back what it got, whoever answers by then; so its reasoning is sealed like any other.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::conversation::{MARK, Seal};
use crate::json::{self, Fate, Items, edit_list, glance, replace_part};

/// How a reasoning item's payload is called.
const PAYLOAD: &[u8] = b"\"encrypted_content\"";

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    input: &'a RawValue,
}

/// An event of an item, the last event, or a whole answer.
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    item: Option<&'a RawValue>,
    #[serde(borrow)]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    output: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    encrypted_content: Option<&'a RawValue>,
}

/// The data of an event, or a whole answer, with its reasoning in envelopes; `None` if there is none in it.
///
/// ```
/// use formats::conversation::Seal;
/// let seal = Seal::new("codex", "account", "gpt-5.2");
/// let data = r#"{"item":{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}}"#;
/// let sealed = formats::responses::sealed(data, &seal).unwrap();
/// assert!(sealed.contains(r#""encrypted_content":"ccp1."#));
/// ```
#[must_use]
pub fn sealed(data: &str, seal: &Seal) -> Option<String> {
    let payloads = payloads(data);
    if payloads.is_empty() {
        return None;
    }
    let start = seal.start();
    let mut out = String::with_capacity(data.len() + payloads.len() * start.len());
    let mut from = 0;
    for payload in payloads {
        let at = json::place(data, payload)?;
        out.push_str(data.get(from..at)?);
        out.push_str(&start);
        from = at;
    }
    out.push_str(&data[from..]);
    Some(out)
}

/// The payloads of the reasoning in an event's data, or in a whole answer, in their order, as JSON writes them.
#[must_use]
pub fn payloads(data: &str) -> Vec<&str> {
    // Most events are pieces of text.
    if memchr::memmem::find(data.as_bytes(), PAYLOAD).is_none() {
        return Vec::new();
    }
    let told = serde_json::from_str::<Told<'_>>(data);
    let mut found = told.as_ref().map(in_told).unwrap_or_default();
    found.sort_unstable_by_key(|payload| payload.as_ptr().addr());
    found
}

fn in_told<'a>(told: &Told<'a>) -> Vec<&'a str> {
    let response = told.response.and_then(glance::<Told<'a>>);
    let lists = [told.output, response.and_then(|response| response.output)];
    let lists = lists.into_iter().flatten().filter_map(glance::<Items<'a>>);
    let items = lists.flat_map(|items| items.0).chain(told.item);
    items.filter_map(payload).collect()
}

/// The payload of an item, if it is reasoning with one, without its quotes.
fn payload(item: &RawValue) -> Option<&str> {
    let Item {
        kind,
        encrypted_content,
    } = glance(item)?;
    let payload = encrypted_content?.get();
    let payload = payload.strip_prefix('"')?.strip_suffix('"')?;
    (kind? == "reasoning" && !payload.is_empty()).then_some(payload)
}

/// A request that is otherwise passed on as it is, with the reasoning that `seal` sealed out of its envelopes, and that of
/// other providers, accounts and models left out: what is in other envelopes, and in none and `foreign`. `None` if
/// nothing changes.
///
/// ```
/// use formats::conversation::Seal;
/// use formats::responses::unsealed;
/// let seal = Seal::new("codex", "account", "gpt-5.2");
/// let body = r#"{"input":[{"type":"reasoning","summary":[],"encrypted_content":"ccp1.0.s.Eq"},{"role":"user","content":"Hi"}]}"#;
/// let made = unsealed(body, &seal, |_| false);
/// assert_eq!(made.as_deref(), Some(r#"{"input":[{"role":"user","content":"Hi"}]}"#));
/// ```
#[must_use]
pub fn unsealed(body: &str, seal: &Seal, foreign: impl Fn(&str) -> bool) -> Option<String> {
    let input = serde_json::from_str::<Body<'_>>(body).ok()?.input;
    let start = seal.start();
    let list = edit_list(input, |item| {
        if memchr::memmem::find(item.get().as_bytes(), PAYLOAD).is_none() {
            return Fate::Stays;
        }
        let Some(payload) = payload(item) else {
            return Fate::Stays;
        };
        if !payload.starts_with(MARK) {
            return if foreign(payload) {
                Fate::Goes
            } else {
                Fate::Stays
            };
        }
        let opened = payload.strip_prefix(&start);
        let made = opened.and_then(|opened| replace_part(item.get(), payload, opened));
        made.map_or(Fate::Goes, Fate::Becomes)
    })?;
    replace_part(body, input.get(), &list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::new("codex", "a", "m")
    }

    #[test]
    fn only_reasoning_in_our_envelopes_goes() {
        for body in [
            r#"{"input":"ccp1."}"#,
            r#"{"input":[{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}]}"#,
            r#"{"input":[{"type":"message","encrypted_content":"ccp1.x"}]}"#,
            r#"{"input":[{"type":"reasoning","encrypted_content":null,"id":"ccp1."}]}"#,
            r#"{"input":[{"role":"user","content":"ccp1."}]}"#,
            "ccp1.",
        ] {
            assert_eq!(unsealed(body, &seal(), |_| false), None, "{body}");
        }
    }

    #[test]
    fn reasoning_comes_home_to_the_byte_and_to_nobody_else() {
        let item =
            r#"{ "type":"reasoning", "id":"rs_1","summary":[],"encrypted_content":"gA\/A=" }"#;
        let told = [
            format!(r#"{{"type":"response.output_item.done","item":{item},"n":1.0}}"#),
            format!(r#"{{"response":{{"output":[{item},{{"type":"message"}},{item}]}}}}"#),
            format!(r#"{{"object":"response","output":[{item}] }}"#),
        ];
        for told in told {
            let out = sealed(&told, &seal()).unwrap();
            let start = seal().start();
            assert_eq!(out.matches(&start).count(), told.matches("gA").count());
            assert_eq!(out.replace(&start, ""), told);
            assert_eq!(sealed(&out.replace("reasoning", "message"), &seal()), None);
        }
        let given = |item: &str| format!(r#"{{"model":"m", "input":[ {item},{{"role":"user"}}]}}"#);
        let marked = item.replacen("gA", &format!("{}gA", seal().start()), 1);
        let home = unsealed(&given(&marked), &seal(), |_| true).unwrap();
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&home), read(&given(item)));
        assert!(home.contains(item), "{home}");
        for other in [
            Seal::new("openai", "a", "m"),
            Seal::new("codex", "b", "m"),
            Seal::new("codex", "a", "n"),
        ] {
            let without = unsealed(&given(&marked), &other, |_| false).unwrap();
            assert_eq!(without, r#"{"model":"m", "input":[{"role":"user"}]}"#);
        }
    }

    #[test]
    fn what_somebody_else_is_known_to_have_made_goes_without_an_envelope_too() {
        let item = |payload| format!(r#"{{"type":"reasoning","encrypted_content":"{payload}"}}"#);
        let body = format!(r#"{{"input":[{},{}]}}"#, item("gAAA"), item("gAAB"));
        let made = unsealed(&body, &seal(), |payload| payload == "gAAA").unwrap();
        assert_eq!(made, format!(r#"{{"input":[{}]}}"#, item("gAAB")));
    }

    #[test]
    fn what_is_no_payload_of_reasoning_stays() {
        for data in [
            r#"{"item":{"type":"reasoning","encrypted_content":null}}"#,
            r#"{"item":{"type":"reasoning","encrypted_content":""}}"#,
            r#"{"item":{"type":"compaction","encrypted_content":"gAAA"}}"#,
            r#"{"delta":"\"encrypted_content\":\"gAAA\""}"#,
            r#"{"item":"#,
        ] {
            assert_eq!(sealed(data, &seal()), None, "{data}");
        }
    }
}
