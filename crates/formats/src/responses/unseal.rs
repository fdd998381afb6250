use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::conversation::MARK;
use crate::json::{Fate, edit_list, glance, replace_part};

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    input: &'a RawValue,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    encrypted_content: Option<Cow<'a, str>>,
}

/// Takes the reasoning of another provider, in our envelopes, out of a request that is otherwise passed on as it is.
/// `None` if there is none.
///
/// ```
/// use formats::responses::unseal;
/// let body = r#"{"input":[{"type":"reasoning","summary":[],"encrypted_content":"ccp1.0.s.Eq"},{"role":"user","content":"Hi"}]}"#;
/// assert_eq!(unseal(body).as_deref(), Some(r#"{"input":[{"role":"user","content":"Hi"}]}"#));
/// ```
#[must_use]
pub fn unseal(body: &str) -> Option<String> {
    let input = serde_json::from_str::<Body<'_>>(body).ok()?.input;
    let list = edit_list(input, |raw| match glance::<Item<'_>>(raw) {
        Some(Item {
            kind: Some(kind),
            encrypted_content: Some(sealed),
        }) if kind == "reasoning" && sealed.starts_with(MARK) => Fate::Goes,
        _ => Fate::Stays,
    })?;
    replace_part(body, input, &list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reasoning_in_our_envelopes_goes() {
        for body in [
            r#"{"input":"ccp1."}"#,
            r#"{"input":[{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}]}"#,
            r#"{"input":[{"type":"message","encrypted_content":"ccp1.x"}]}"#,
            r#"{"input":[{"role":"user","content":"ccp1."}]}"#,
            "ccp1.",
        ] {
            assert_eq!(unseal(body), None, "{body}");
        }
    }
}
