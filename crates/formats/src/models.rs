//! Lists of models, in the shapes of both vendors.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::json::Writer;
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
    /// Its name for people, where the provider gives one.
    pub display_name: Option<String>,
}

impl Listed {
    /// The same model by another name.
    #[must_use]
    pub fn named(&self, name: &str) -> Self {
        Self {
            id: name.to_owned(),
            ..self.clone()
        }
    }
}

/// An entry of Anthropic's list as it is written: what a provider said of a model, to the byte, or what is made of
/// [`Listed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEntry {
    /// The name that requests give.
    pub id: String,
    /// The entry: a JSON object.
    pub json: String,
}

/// An entry of Anthropic's list (source: anthropic-python 2.13.0, `ModelInfo`).
#[derive(Deserialize)]
struct Info {
    id: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
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

/// OpenAI's list (source: openai-python 3.57.0, `Model`).
#[derive(Deserialize)]
struct Entries {
    data: Vec<Read>,
}

#[derive(Deserialize)]
struct Read {
    id: String,
    #[serde(default)]
    created: Option<u64>,
    #[serde(default)]
    owned_by: Option<String>,
}

/// The list of ChatGPT's plans and of the Codex backend (sources: OpenAI docs, "Sign in with ChatGPT: models and
/// inference"; openai/codex, `ModelInfo`).
#[derive(Deserialize)]
struct Plan {
    models: Vec<Planned>,
}

#[derive(Deserialize)]
struct Planned {
    slug: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    visibility: Option<String>,
}

/// An entry of Anthropic's list as it is written here.
#[derive(Serialize)]
struct Made<'a> {
    r#type: &'static str,
    id: &'a str,
    display_name: &'a str,
    created_at: &'a str,
}

/// When a model came out of which nobody says it (source: anthropic-python 2.13.0, `ModelInfo.created_at`).
const UNKNOWN: &str = "1970-01-01T00:00:00Z";

/// Reads OpenAI's list.
///
/// # Errors
/// If it is none.
pub fn read_openai_list(body: &[u8]) -> Result<Vec<Listed>, Failure> {
    let list: Entries = serde_json::from_slice(body).map_err(|e| unreadable(&e))?;
    Ok(list.data.into_iter().map(Listed::from).collect())
}

/// Reads one entry of OpenAI's list.
///
/// # Errors
/// If it is none.
pub fn read_openai_model(body: &[u8]) -> Result<Listed, Failure> {
    let model: Read = serde_json::from_slice(body).map_err(|e| unreadable(&e))?;
    Ok(model.into())
}

impl From<Read> for Listed {
    fn from(model: Read) -> Self {
        Self {
            id: model.id,
            created: model.created.unwrap_or(0),
            owner: model.owned_by.unwrap_or_else(|| "openai".to_owned()),
            display_name: None,
        }
    }
}

/// Reads the list of a plan or of the Codex backend: the models that are meant to be shown, in the order of the list.
///
/// # Errors
/// If it is none.
pub fn read_plan_list(body: &[u8]) -> Result<Vec<Listed>, Failure> {
    let list: Plan = serde_json::from_slice(body).map_err(|e| unreadable(&e))?;
    let shown = (list.models.into_iter())
        .filter(|model| model.visibility.as_deref() == Some("list"))
        .map(|model| Listed {
            id: model.slug,
            created: 0,
            owner: "openai".to_owned(),
            display_name: model.display_name,
        });
    Ok(shown.collect())
}

/// The entries of a page of Anthropic's list as they stand there.
///
/// # Errors
/// If it is none.
pub fn read_anthropic_entries(body: &[u8]) -> Result<Vec<RawEntry>, Failure> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(borrow)]
        data: Vec<&'a RawValue>,
    }
    let page: Raw<'_> = serde_json::from_slice(body).map_err(|e| unreadable(&e))?;
    let entries = page.data.into_iter().map(|raw| {
        let info: Info = serde_json::from_str(raw.get()).map_err(|e| unreadable(&e))?;
        Ok(RawEntry {
            id: info.id,
            json: raw.get().to_owned(),
        })
    });
    entries.collect()
}

/// A model as an entry of Anthropic's list.
#[must_use]
pub fn anthropic_entry(model: &Listed) -> RawEntry {
    let created = i64::try_from(model.created).ok();
    let created = created.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let created = created.and_then(|at| at.format(&Rfc3339).ok());
    let made = Made {
        r#type: "model",
        id: &model.id,
        display_name: model.display_name.as_deref().unwrap_or(&model.id),
        created_at: created.as_deref().unwrap_or(UNKNOWN),
    };
    RawEntry {
        id: model.id.clone(),
        json: serde_json::to_string(&made).unwrap_or_else(|_| "{}".to_owned()),
    }
}

/// A page of Anthropic's list; `more`: whether others lie behind it (source: anthropic-python 2.13.0, `Page`).
#[must_use]
pub fn anthropic_page(entries: &[RawEntry], more: bool) -> String {
    let mut out = Vec::new();
    let mut page = Writer(&mut out);
    page.raw("{").key("data").raw("[");
    for entry in entries {
        page.item().raw(&entry.json);
    }
    page.raw("]")
        .key("has_more")
        .raw(if more { "true" } else { "false" });
    for (name, entry) in [("first_id", entries.first()), ("last_id", entries.last())] {
        match entry {
            Some(entry) => page.key(name).string(&entry.id),
            None => page.key(name).raw("null"),
        };
    }
    page.raw("}");
    // What is put together from strings is one.
    String::from_utf8(out).unwrap_or_default()
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
        display_name: info.display_name,
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

    #[test]
    fn openais_lists_become_anthropics() {
        let api = br#"{"object":"list","data":[{"id":"gpt-5","object":"model","created":1747180800,"owned_by":"system"},
            {"id":"o3"}]}"#;
        let models = read_openai_list(api).unwrap();
        assert_eq!(
            (models[0].owner.as_str(), models[1].owner.as_str()),
            ("system", "openai")
        );
        let entries: Vec<RawEntry> = models.iter().map(anthropic_entry).collect();
        assert_eq!(
            anthropic_page(&entries, false),
            concat!(
                r#"{"data":[{"type":"model","id":"gpt-5","display_name":"gpt-5","created_at":"2025-05-14T00:00:00Z"},"#,
                r#"{"type":"model","id":"o3","display_name":"o3","created_at":"1970-01-01T00:00:00Z"}],"#,
                r#""has_more":false,"first_id":"gpt-5","last_id":"o3"}"#
            )
        );
        assert!(anthropic_page(&[], false).ends_with(r#""first_id":null,"last_id":null}"#));
        assert!(read_openai_list(b"{}").is_err());
    }

    #[test]
    fn of_a_plans_models_those_are_listed_that_are_meant_to_be_in_their_order() {
        let plan = br#"{"models":[{"slug":"b","display_name":"B","visibility":"list","x":1},
            {"slug":"hidden","visibility":"hide"},{"slug":"unsaid"},{"slug":"a","visibility":"list"}]}"#;
        let models = read_plan_list(plan).unwrap();
        let listed: Vec<_> = models
            .iter()
            .map(|model| (model.id.as_str(), model.display_name.as_deref()))
            .collect();
        assert_eq!(listed, [("b", Some("B")), ("a", None)]);
    }

    #[test]
    fn anthropics_entries_stay_as_they_are_on_a_page_with_others() {
        let page = br#"{"data":[{ "id":"claude-a", "lifecycle":"active" }],"has_more":true}"#;
        let mut entries = read_anthropic_entries(page).unwrap();
        entries.extend(
            read_openai_list(br#"{"data":[{"id":"o3"}]}"#)
                .unwrap()
                .iter()
                .map(anthropic_entry),
        );
        let page = anthropic_page(&entries, false);
        assert!(
            page.starts_with(
                r#"{"data":[{ "id":"claude-a", "lifecycle":"active" },{"type":"model","#
            ),
            "{page}"
        );
        assert_eq!(read_anthropic_list(page.as_bytes()).unwrap().len(), 2);
    }
}
