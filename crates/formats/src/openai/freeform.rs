//! Custom tools: called with text, which other formats wrap as `{"input":"…"}` (see `ToolKind::Freeform`).

use crate::json::{Text, object};

object! {
    struct Wrapped<'a> {
        input: Text<'a> = "input",
    }
}

/// The text that a custom tool is called with, from the JSON of its arguments: wrapped, or a string. Cut off, it is no
/// JSON, and stays as it is.
pub(crate) fn input(arguments: &str) -> Text<'static> {
    let arguments = arguments.trim();
    if arguments.is_empty() {
        return Text::default();
    }
    if let Ok(text) = serde_json::from_str::<Text<'_>>(arguments) {
        return text.into_owned();
    }
    match serde_json::from_str::<Wrapped<'_>>(arguments) {
        Ok(Wrapped {
            input: Some(input), ..
        }) => input.into_owned(),
        Ok(Wrapped { unknown, .. }) if unknown.is_empty() => Text::default(),
        _ => Text::plain(arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_custom_call_is_unwrapped() {
        for (arguments, text) in [
            (r#"{"input":"say \"hi\"\n"}"#, "say \"hi\"\n"),
            (r#" {"input" : "x"} "#, "x"),
            (r#""say \"hi\"""#, "say \"hi\""),
            ("", ""),
            ("{}", ""),
            (r#"{"input":"cut o"#, r#"{"input":"cut o"#),
            (r#"{"other":1}"#, r#"{"other":1}"#),
        ] {
            assert_eq!(input(arguments).to_plain(), text, "{arguments}");
        }
    }
}
