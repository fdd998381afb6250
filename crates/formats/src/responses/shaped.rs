//! Refusals of OpenAI's doors in the shape and the words that the SDKs' users can do something with.

use crate::json::{Members, Str, Writer};
use crate::responses::error::{self, Said};
use crate::{ErrorKind, Format, failure_body};

/// A refusal's body as a client of OpenAI's formats is to read it; `None`: as it is.
///
/// Some doors say `{"detail":…}`, of which openai-python shows nothing (measured with 3.57.0: "Error code: 400"). One that
/// did not take the account's credential reads as if the client's own key were meant: `hint` says that it is not, and what
/// else is in it stays.
#[must_use]
pub fn shaped(status: u16, body: &[u8], hint: &str) -> Option<String> {
    let mut failure = error::decode(status, body);
    if failure.kind == ErrorKind::Credential {
        failure.hint(hint);
    }
    let text = std::str::from_utf8(body).ok()?;
    let members: Members<'_> = serde_json::from_str(text).ok()?;
    let error = members.get("error").unwrap_or_default();
    let said = serde_json::from_str::<Said<'_>>(error).ok();
    if said.is_none_or(|said| said.message.is_none()) {
        return Some(failure_body(Format::Responses, &failure, ""));
    }
    if failure.kind != ErrorKind::Credential {
        return None;
    }
    let code = error::name(failure.kind).1?;
    let error: Members<'_> = serde_json::from_str(error).ok()?;
    let mut out = Vec::with_capacity(body.len() + 256);
    let mut writer = Writer(&mut out);
    writer.raw("{").key("error").raw("{");
    for (name, value) in &error.0 {
        if !matches!(&**name, "message" | "code") {
            writer.key(name).raw(value.get());
        }
    }
    writer.key("message").string(&failure.message);
    writer.key("code").string(code).raw("}");
    for (name, value) in members.0.iter().filter(|(name, _)| !is(name, "error")) {
        writer.key(name).raw(value.get());
    }
    writer.raw("}");
    String::from_utf8(out).ok()
}

fn is(name: &Str<'_>, other: &str) -> bool {
    **name == *other
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn made(status: u16, body: &str) -> Option<Value> {
        let made = shaped(status, body.as_bytes(), "It is the account's.")?;
        Some(serde_json::from_str(&made).unwrap())
    }

    #[test]
    fn what_the_sdks_show_nothing_of_gets_the_shape_that_they_know() {
        for (body, message) in [
            (
                r#"{"detail":"Unsupported parameter: x"}"#,
                "Unsupported parameter: x",
            ),
            (r#"{"error":"no"}"#, "no"),
            (r#"{"message":"no"}"#, "no"),
        ] {
            let error = json!({"message": message, "type": "invalid_request_error", "param": null, "code": null});
            assert_eq!(made(400, body), Some(json!({ "error": error })), "{body}");
        }
        let made = made(503, r#"{"error":{}}"#).unwrap();
        assert!(made["error"]["message"].as_str().unwrap().contains("503"));
    }

    #[test]
    fn a_credential_that_was_not_taken_is_said_to_be_the_accounts() {
        let body = r#"{"error":{"message":"Incorrect API key.","type":"t","code":"invalid_api_key"},"status":401}"#;
        let message = "Incorrect API key. It is the account's.";
        assert_eq!(
            made(401, body),
            Some(
                json!({"error": {"type": "t", "message": message, "code": "upstream_unauthorized"}, "status": 401})
            )
        );
        let bare = made(401, r#"{"detail":"Unauthorized"}"#).unwrap();
        assert_eq!(
            bare["error"]["message"],
            "Unauthorized. It is the account's."
        );
    }

    #[test]
    fn anything_else_stays() {
        for (status, body) in [
            (400, r#"{"error":{"message":"no","code":"invalid_value"}}"#),
            (
                403,
                r#"{"error":{"message":"no","code":"subscription_sharing_user_not_eligible"}}"#,
            ),
            (
                429,
                r#"{"error":{"message":"no","code":"insufficient_quota"}}"#,
            ),
            (
                429,
                r#"{"error":{"message":"no","code":"rate_limit_exceeded"}}"#,
            ),
            (
                429,
                r#"{"error":{"type":"usage_limit_reached","message":"Used up","resets_in_seconds":60}}"#,
            ),
            (502, "<html>"),
            (502, ""),
            (500, "[]"),
        ] {
            assert_eq!(made(status, body), None, "{body}");
        }
    }
}
