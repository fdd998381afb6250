//! Lists of models, in the shapes of both vendors.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::{ErrorKind, Failure};

/// A model that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name that requests give.
    pub id: String,
    /// When it came out, in Unix seconds; 0 where nobody says.
    pub created: u64,
    /// Who made it.
    pub owner: String,
}

/// An entry of Anthropic's list (source: anthropic-python 2.13.0, `ModelInfo`).
#[derive(Deserialize)]
struct Info {
    id: String,
    #[serde(default)]
    created_at: Option<String>,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Info>,
}

/// An entry of OpenAI's list (source: openai-python 3.57.0, `Model`).
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    owned_by: &'a str,
}

#[derive(Serialize)]
struct List<'a> {
    object: &'static str,
    data: Vec<Entry<'a>>,
}

/// Reads a page of Anthropic's list.
///
/// # Errors
/// If it is none.
pub fn read_anthropic_list(body: &[u8]) -> Result<Vec<Listed>, Failure> {
    let page: Page = serde_json::from_slice(body).map_err(|e| unreadable(&e))?;
    Ok(page.data.into_iter().map(listed).collect())
}

/// Reads one entry of Anthropic's list.
///
/// # Errors
/// If it is none.
pub fn read_anthropic_model(body: &[u8]) -> Result<Listed, Failure> {
    serde_json::from_slice(body)
        .map(listed)
        .map_err(|e| unreadable(&e))
}

/// OpenAI's list of `models`.
#[must_use]
pub fn openai_list(models: &[Listed]) -> String {
    let list = List {
        object: "list",
        data: models.iter().map(entry).collect(),
    };
    serde_json::to_string(&list).unwrap_or_else(|_| r#"{"object":"list","data":[]}"#.to_owned())
}

/// One entry of OpenAI's list.
#[must_use]
pub fn openai_model(model: &Listed) -> String {
    serde_json::to_string(&entry(model)).unwrap_or_else(|_| "{}".to_owned())
}

fn listed(info: Info) -> Listed {
    let at = info
        .created_at
        .and_then(|at| OffsetDateTime::parse(&at, &Rfc3339).ok());
    Listed {
        id: info.id,
        created: at.map_or(0, |at| u64::try_from(at.unix_timestamp()).unwrap_or(0)),
        owner: "anthropic".to_owned(),
    }
}

fn entry(model: &Listed) -> Entry<'_> {
    Entry {
        id: &model.id,
        object: "model",
        created: model.created,
        owned_by: &model.owner,
    }
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::new(
        ErrorKind::BadGateway,
        format!("the provider's list of models cannot be read: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anthropics_list_becomes_openais() {
        let page = br#"{"data":[{"type":"model","id":"claude-a","display_name":"A","created_at":"2025-05-14T00:00:00Z"},
            {"type":"model","id":"claude-b","created_at":null}],"has_more":false}"#;
        let models = read_anthropic_list(page).unwrap();
        assert_eq!(
            openai_list(&models),
            r#"{"object":"list","data":[{"id":"claude-a","object":"model","created":1747180800,"owned_by":"anthropic"},{"id":"claude-b","object":"model","created":0,"owned_by":"anthropic"}]}"#
        );
        assert_eq!(
            read_anthropic_list(b"[]").unwrap_err().kind,
            ErrorKind::BadGateway
        );
    }
}
