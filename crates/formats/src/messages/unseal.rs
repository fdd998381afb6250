use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::conversation::MARK;
use crate::json::{Fate, edit_list, glance, replace_part};

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    messages: &'a RawValue,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    content: &'a RawValue,
}

#[derive(Deserialize)]
struct Block<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    signature: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<Cow<'a, str>>,
}

/// Takes the thoughts of another provider, in our envelopes, out of a request that is otherwise passed on as it is.
/// `None` if there are none.
///
/// ```
/// use formats::messages::unseal;
/// let body = r#"{"messages":[{"role":"assistant","content":[
///     {"type":"thinking","thinking":"","signature":"ccp1.0000000000000000.s.gAAA"},
///     {"type":"text","text":"Hi"}]}]}"#;
/// let without = r#"{"messages":[{"role":"assistant","content":[{"type":"text","text":"Hi"}]}]}"#;
/// assert_eq!(unseal(body).as_deref(), Some(without));
/// assert_eq!(unseal(without), None);
/// ```
#[must_use]
pub fn unseal(body: &str) -> Option<String> {
    let messages = serde_json::from_str::<Body<'_>>(body).ok()?.messages;
    let list = edit_list(messages, message)?;
    replace_part(body, messages.get(), &list)
}

fn message(raw: &RawValue) -> Fate {
    if !raw.get().contains(MARK) {
        return Fate::Stays;
    }
    let Some(Message { content }) = glance(raw) else {
        return Fate::Stays;
    };
    match edit_list(content, block) {
        None => Fate::Stays,
        // A message of nothing is refused.
        Some(list) if list == "[]" => Fate::Goes,
        Some(list) => {
            replace_part(raw.get(), content.get(), &list).map_or(Fate::Stays, Fate::Becomes)
        }
    }
}

fn block(raw: &RawValue) -> Fate {
    let Some(block) = glance::<Block<'_>>(raw) else {
        return Fate::Stays;
    };
    let sealed = match &*block.kind {
        "thinking" => block.signature,
        "redacted_thinking" => block.data,
        _ => None,
    };
    match sealed {
        Some(sealed) if sealed.starts_with(MARK) => Fate::Goes,
        _ => Fate::Stays,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_byte_of_the_request_changes() {
        let body = r#"{ "model":"m", "messages" : [
 {"role":"user","content":"say ccp1. twice"},
 {"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"ccp1.1.s.y"}]},
 {"role":"assistant","content":[{"type":"redacted_thinking","data":"ccp1.1.h.y"},{ "type":"text","text":"a"},
  {"type":"thinking","thinking":"mine","signature":"EqQB"}]} ], "max_tokens":1e3}"#;
        let expected = r#"{ "model":"m", "messages" : [{"role":"user","content":"say ccp1. twice"},{"role":"assistant","content":[{ "type":"text","text":"a"},{"type":"thinking","thinking":"mine","signature":"EqQB"}]}], "max_tokens":1e3}"#;
        assert_eq!(unseal(body).as_deref(), Some(expected));
    }

    #[test]
    fn what_only_says_the_mark_stays() {
        for body in [
            r#"{"messages":[{"role":"user","content":"ccp1."}]}"#,
            r#"{"messages":[{"role":"user","content":[{"type":"text","text":"ccp1.","signature":"ccp1."}]}]}"#,
            r#"{"messages":"ccp1."}"#,
            "ccp1.",
        ] {
            assert_eq!(unseal(body), None, "{body}");
        }
    }
}
