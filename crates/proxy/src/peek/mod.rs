//! Reads the one member of a request that routing needs, `model`, from the raw bytes, and checks nothing else.
//!
//! A body is followed from its beginning to its end by [`scan`]. In a large one the text `"model"` mostly stands just
//! once, and [`token`] finds it at memory speed, so that many megabytes cost less than their transport. A body that
//! cannot be followed is parsed by `serde_json` once, for an error that names the place.

mod mentions;
mod scan;
mod token;

use bytes::Bytes;
use providers::RequestBody;
use serde::de::IgnoredAny;

pub(crate) use mentions::mentions;
use scan::Stop;

/// A member `model` of the request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Model {
    /// What the client asks for.
    pub(crate) name: String,
    /// Where its JSON string begins, with the quote.
    pub(crate) start: usize,
    /// Where its JSON string ends, behind the quote.
    pub(crate) end: usize,
}

/// Why a body is not a request. One sentence that names the place.
pub(crate) type Fault = String;

/// A body up to this size is followed whole: that costs next to nothing, and names a fault wherever it is.
const SMALL: usize = 16 << 10;

/// Finds the model in `body`, which is a whole JSON object if it is a request at all.
///
/// A fault elsewhere in a large body may be left for the provider to name.
pub(crate) fn model(body: &RequestBody) -> Result<Option<Model>, Fault> {
    if body.len() > SMALL
        && let Some(model) = glance(body)
    {
        return Ok(Some(model));
    }
    scan::model(body).map_err(|stop| match stop {
        Stop::Named(fault) => fault,
        Stop::Syntax => syntax_fault(body),
    })
}

/// Finds the model where it is simple to find, at memory speed; `None` says nothing about the body.
pub(crate) fn glance(body: &RequestBody) -> Option<Model> {
    token::model(body)
}

fn syntax_fault(body: &RequestBody) -> Fault {
    let whole: Bytes = body.clone().into_bytes();
    if whole.iter().all(u8::is_ascii_whitespace) {
        return "the request body is empty; a JSON object was expected".to_owned();
    }
    match serde_json::from_slice::<IgnoredAny>(&whole) {
        Err(e) => format!("the request body is not valid JSON: {e}"),
        Ok(_) => "the request body must be a JSON object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn peek_str(text: &str) -> Result<Option<String>, Fault> {
        let body = RequestBody::new([Bytes::copy_from_slice(text.as_bytes())]);
        model(&body).map(|m| m.map(|m| m.name))
    }

    #[test]
    fn the_model_is_found_at_the_top_and_nowhere_else() {
        for (text, model) in [
            (r#"{"model":"a"}"#, Some("a")),
            (
                r#" { "x" : [1,{"model":"no"}] , "model" : "b" } "#,
                Some("b"),
            ),
            (r#"{"mod\u0065l":"c"}"#, Some("c")),
            (r#"{"x":"\"model\":\"no\"","model":"d\u0065"}"#, Some("de")),
            (r#"{"x":"model","y":"z"}"#, None),
            (r#"{"messages":[{"content":"\\"}],"model":"e"}"#, Some("e")),
            ("{}", None),
        ] {
            assert_eq!(peek_str(text), Ok(model.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_fault_says_what_and_where() {
        let deep = format!(r#"{{"x":{}"#, "[".repeat(600));
        for (text, expected) in [
            ("", "the request body is empty"),
            ("[]", "must be a JSON object"),
            ("\"model\"", "must be a JSON object"),
            (
                r#"{"model":"a""#,
                "EOF while parsing an object at line 1 column 12",
            ),
            (
                r#"{"model":"a"}}"#,
                "trailing characters at line 1 column 14",
            ),
            (
                r#"{"model":"a"}{}"#,
                "trailing characters at line 1 column 14",
            ),
            (r#"{"model":"a","#, "EOF"),
            (r#"{"model":1}"#, "model: expected a string"),
            (r#"{"model":null,"x":1}"#, "model: expected a string"),
            (r#"{"model":{"a":"b"}}"#, "model: expected a string"),
            (r#"{"model":"a","model":"b"}"#, "model: given twice"),
            (r#"{"model":"a","mod\u0065l":"b"}"#, "model: given twice"),
            (deep.as_str(), "deeper than 512 levels, at byte 516"),
            ("nonsense", "not valid JSON"),
        ] {
            let fault = peek_str(text).unwrap_err();
            assert!(fault.contains(expected), "{text}: {fault}");
        }
    }

    proptest! {
        /// Whatever valid object comes, in whatever pieces, the model is the one that a parser finds, and the place is right.
        #[test]
        fn it_agrees_with_a_parser(
            name in "\\PC{0,40}",
            other in "\\PC{0,60}",
            nested in any::<bool>(),
            large in any::<bool>(),
            cuts in proptest::collection::vec(0usize..400, 0..6),
        ) {
            let padding = " \"pad\\ding".repeat(if large { 2000 } else { 0 });
            let inner = serde_json::json!({"model": other, "list": [other, {"model": 1}]});
            let value = if nested {
                serde_json::json!({"a": inner, "model": name, "padding": padding, "z": other})
            } else {
                serde_json::json!({"model": name, "other": other, "padding": padding})
            };
            let text = serde_json::to_string_pretty(&value).unwrap();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in cuts.into_iter().chain([text.len()]) {
                pieces.push(Bytes::copy_from_slice(&text.as_bytes()[from..cut]));
                from = cut;
            }
            let model = model(&RequestBody::new(pieces)).unwrap().unwrap();
            prop_assert_eq!(&model.name, &name);
            let place: String = serde_json::from_str(&text[model.start..model.end]).unwrap();
            prop_assert_eq!(place, name);
        }
    }
}
