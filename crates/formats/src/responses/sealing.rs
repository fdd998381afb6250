//! Reasoning in envelopes, in requests and answers that otherwise pass as they are.
//!
//! A provider refuses a whole request for the sake of reasoning that it did not make itself. A client that speaks the
//! provider's own format gives back what it got, whoever answers by then; so its reasoning is sealed like any other.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::conversation::{MARK, Seal};
use crate::json::{Fate, Items, edit_list, glance, replace_part};

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
    // Most events are pieces of text.
    memchr::memmem::find(data.as_bytes(), PAYLOAD)?;
    let mut places = Vec::new();
    note(&serde_json::from_str(data).ok()?, &mut places);
    if places.is_empty() {
        return None;
    }
    let start = seal.start();
    let mut out = String::with_capacity(data.len() + places.len() * start.len());
    let mut from = 0;
    for place in places {
        // The envelope begins behind the payload's quote.
        let at = place.checked_sub(data.as_ptr().addr())? + 1;
        out.push_str(data.get(from..at)?);
        out.push_str(&start);
        from = at;
    }
    out.push_str(&data[from..]);
    Some(out)
}

/// Notes where the payloads of reasoning stand in memory.
fn note(told: &Told<'_>, places: &mut Vec<usize>) {
    let items = |list: Option<&RawValue>, places: &mut Vec<usize>| {
        let items = list.and_then(glance::<Items<'_>>);
        for item in items.iter().flat_map(|items| &items.0) {
            places.extend(payload(item));
        }
    };
    places.extend(told.item.and_then(payload));
    if let Some(response) = told.response.and_then(glance::<Told<'_>>) {
        items(response.output, places);
    }
    items(told.output, places);
    places.sort_unstable();
}

/// Where the payload of an item stands, if it is reasoning with one.
fn payload(item: &RawValue) -> Option<usize> {
    let Item {
        kind,
        encrypted_content,
    } = glance(item)?;
    let payload = encrypted_content?.get();
    let reasons = kind? == "reasoning" && payload.starts_with('"') && payload != "\"\"";
    reasons.then(|| payload.as_ptr().addr())
}

/// A request that is otherwise passed on as it is, with the reasoning that `seal` sealed out of its envelopes, and that of
/// other providers, accounts and models left out. `None` if there are no envelopes in it.
///
/// ```
/// use formats::conversation::Seal;
/// use formats::responses::unsealed;
/// let seal = Seal::new("codex", "account", "gpt-5.2");
/// let body = r#"{"input":[{"type":"reasoning","summary":[],"encrypted_content":"ccp1.0.s.Eq"},{"role":"user","content":"Hi"}]}"#;
/// assert_eq!(unsealed(body, &seal).as_deref(), Some(r#"{"input":[{"role":"user","content":"Hi"}]}"#));
/// ```
#[must_use]
pub fn unsealed(body: &str, seal: &Seal) -> Option<String> {
    let input = serde_json::from_str::<Body<'_>>(body).ok()?.input;
    let list = edit_list(input, |raw| fate(raw, seal))?;
    replace_part(body, input, &list)
}

fn fate(raw: &RawValue, seal: &Seal) -> Fate {
    if !raw.get().contains(MARK) {
        return Fate::Stays;
    }
    let Some(Item {
        kind: Some(kind),
        encrypted_content: Some(sealed),
    }) = glance(raw)
    else {
        return Fate::Stays;
    };
    // An envelope has no character that JSON writes another way.
    let Some(text) = sealed.get().strip_prefix('"') else {
        return Fate::Stays;
    };
    if kind != "reasoning" || !text.starts_with(MARK) {
        return Fate::Stays;
    }
    let opened = text.strip_prefix(&seal.start());
    let made = opened.and_then(|payload| replace_part(raw.get(), sealed, &format!("\"{payload}")));
    made.map_or(Fate::Goes, Fate::Becomes)
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
            assert_eq!(unsealed(body, &seal()), None, "{body}");
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
        let home = unsealed(&given(&marked), &seal()).unwrap();
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&home), read(&given(item)));
        assert!(home.contains(item), "{home}");
        for other in [
            Seal::new("openai", "a", "m"),
            Seal::new("codex", "b", "m"),
            Seal::new("codex", "a", "n"),
        ] {
            let without = unsealed(&given(&marked), &other).unwrap();
            assert_eq!(without, r#"{"model":"m", "input":[{"role":"user"}]}"#);
        }
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
