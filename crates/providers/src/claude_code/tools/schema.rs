//! What a tool's schema must be: the command leaves out a tool whose schema it does not take, without a word (measured
//! with claude 2.1.331). The API refuses those schemas too.

use super::super::failure::Failure;
use super::super::members::{Members, elements};

/// The longest name of a property (source: the API's own message).
const LONGEST: usize = 64;

/// Checks the schema of the tool at `at`.
///
/// # Errors
/// 400, with the member that it is about.
pub(super) fn check(schema: &str, at: usize) -> Result<(), Failure> {
    let wrong = |member: &str, why: &str| {
        Failure::invalid(format!("tools.{at}.custom.input_schema{member}: {why}"))
    };
    let members = Members::read(schema).ok_or_else(|| wrong("", "must be an object"))?;
    if members.text("type").as_deref() != Some("object") {
        return Err(wrong(".type", "Input should be \"object\""));
    }
    if let Some(json) = members.get("properties") {
        let properties = Members::read(json);
        let properties = properties.ok_or_else(|| wrong(".properties", "must be an object"))?;
        for (name, property) in properties.all() {
            if !is_name(name) {
                let why = "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'";
                return Err(wrong(".properties", why));
            }
            if !property.starts_with(['{', 't', 'f']) {
                let why = "must be a schema, true or false";
                return Err(wrong(&format!(".properties.{name}"), why));
            }
        }
    }
    let is_text = |json: &&str| json.starts_with('"');
    match members.get("required").map(elements) {
        Some(None) => Err(wrong(".required", "must be an array of names")),
        Some(Some(names)) if !names.iter().all(is_text) => {
            Err(wrong(".required", "must be an array of names"))
        }
        _ => Ok(()),
    }
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_that_the_command_would_leave_out_is_refused() {
        let long = format!(
            r#"{{"type":"object","properties":{{"{}":{{}}}}}}"#,
            "x".repeat(65)
        );
        for schema in [
            "{}",
            r#"{"anyOf":[{"type":"object"}]}"#,
            r#"{"type":["object"]}"#,
            r#"{"type":"object","properties":[]}"#,
            r#"{"type":"object","properties":{"a b":{}}}"#,
            r#"{"type":"object","properties":{"ü":{}}}"#,
            r#"{"type":"object","properties":{"a":7}}"#,
            r#"{"type":"object","required":"a"}"#,
            r#"{"type":"object","required":[1]}"#,
            &long,
        ] {
            let failure = check(schema, 3).unwrap_err();
            assert_eq!(failure.status, 400, "{schema}");
            assert!(
                failure.message.starts_with("tools.3."),
                "{}",
                failure.message
            );
        }
    }

    #[test]
    fn a_schema_that_it_takes_is_taken() {
        for schema in [
            r#"{"type":"object"}"#,
            r#"{"type":"object","properties":{"a.b-c_1":true,"x":{"type":"string"}},"required":["x"]}"#,
            r#"{"$schema":"any","type":"object","required":null,"oneOf":[{"required":["a"]}]}"#,
        ] {
            assert!(check(schema, 0).is_ok(), "{schema}");
        }
    }
}
