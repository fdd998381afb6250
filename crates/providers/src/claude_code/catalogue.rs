//! The list of models, which the command has no call for.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};

use super::failure::Failure;
use crate::{Answer, models};

/// Names that always mean the newest model of a family (measured with claude 2.1.331, `--model`).
const ALIASES: [&str; 4] = ["opus", "sonnet", "haiku", "fable"];
/// Other models that the command knows by name (claude 2.1.331); one that it does not know it asks for all the same.
const OTHERS: [&str; 5] = [
    "claude-fable-5-2",
    "claude-opus-4-7",
    "claude-opus-4-6",
    "claude-opus-4-5",
    "claude-sonnet-4-5",
];
/// When a model was made is not known here; the API writes the epoch then (source: Anthropic API docs, "Models").
const UNKNOWN: &str = "1970-01-01T00:00:00Z";

/// `GET /v1/models`, all on one page.
pub(super) fn list() -> Response<Answer> {
    let ids: Vec<&str> = ids().collect();
    let page = json!({
        "data": ids.iter().map(|id| model(id)).collect::<Vec<_>>(),
        "has_more": false,
        "first_id": ids.first(),
        "last_id": ids.last(),
    });
    whole(page.to_string().into())
}

/// `GET /v1/models/{id}`.
pub(super) fn one(id: &str) -> Response<Answer> {
    match ids().find(|known| *known == id) {
        Some(id) => whole(model(id).to_string().into()),
        None => Failure::new(404, "not_found_error", format!("model: {id}")).response(),
    }
}

fn ids() -> impl Iterator<Item = &'static str> {
    models::CLAUDE.into_iter().chain(OTHERS).chain(ALIASES)
}

fn model(id: &str) -> Value {
    json!({ "type": "model", "id": id, "display_name": display_name(id), "created_at": UNKNOWN })
}

/// `claude-opus-5-5` is `Claude Opus 5.5`.
fn display_name(id: &str) -> String {
    let mut name = String::new();
    for part in id.split('-') {
        let number = part.starts_with(|c: char| c.is_ascii_digit());
        let after_number = name.ends_with(|c: char| c.is_ascii_digit());
        match (name.is_empty(), number && after_number) {
            (true, _) => {}
            (false, true) => name.push('.'),
            (false, false) => name.push(' '),
        }
        let mut characters = part.chars();
        name.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(characters.as_str());
    }
    name
}

/// A whole JSON answer.
pub(super) fn whole(body: Bytes) -> Response<Answer> {
    let mut response = Response::new(Answer::Whole(Some(body)));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_name_is_written_as_people_write_it() {
        assert_eq!(display_name("claude-opus-5-5"), "Claude Opus 5.5");
        assert_eq!(display_name("claude-sonnet-5"), "Claude Sonnet 5");
        assert_eq!(display_name("opus"), "Opus");
    }

    #[test]
    fn a_model_that_is_not_known_is_not_found() {
        assert_eq!(one("gpt-1").status(), 404);
        assert_eq!(one("opus").status(), 200);
    }
}
