//! The client's own tools: their names on both sides, and the loopback endpoint that offers them to the command.

mod endpoint;
mod offer;
mod schema;

use std::collections::HashMap;
use std::sync::Arc;

use formats::conversation::Alphabet;

use super::failure::Failure;
use super::members::{Members, elements, quoted};

pub(super) use endpoint::{Endpoint, Offered};
use offer::Offer;

/// The endpoint's name in the command's configuration; the command puts it before each tool's name.
pub(super) const SERVER: &str = "c";
/// What the command puts before a tool's name (measured with claude 2.1.331).
const PREFIX: &str = "mcp__c__";
/// What is left of the API's 128 characters for a name behind the prefix (source: Anthropic API docs, "Tool use").
const NAMES: Alphabet = Alphabet { longest: 120 };

/// Members of a tool that have no place in MCP, and only tune how it is used.
const IGNORED: [&str; 5] = [
    "strict",
    "input_examples",
    "defer_loading",
    "eager_input_streaming",
    "allowed_callers",
];
/// Members of a tool that are taken along, or are the command's own business.
const KNOWN: [&str; 5] = [
    "type",
    "name",
    "description",
    "input_schema",
    "cache_control",
];

/// A tool of the client's, as MCP offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tool {
    /// The name on the command's side, without the prefix.
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// The JSON Schema as the client wrote it.
    pub(super) schema: String,
}

/// The names of one request's tools.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(Arc<HashMap<String, String>>);

impl Names {
    /// The name that the command and the model know a tool by. The same name always becomes the same.
    pub(super) fn inward(client: &str) -> String {
        format!("{PREFIX}{}", &*NAMES.clean(client))
    }

    /// The name that the client knows a tool by.
    pub(super) fn outward<'a>(&'a self, sent: &'a str) -> &'a str {
        let bare = sent.strip_prefix(PREFIX).unwrap_or(sent);
        self.0.get(bare).map_or(bare, String::as_str)
    }
}

/// Reads `tools`; what has no place here is handed to `lost`.
///
/// # Errors
/// A tool that the provider runs, or that cannot be read.
pub(super) fn read(json: &str, lost: &mut impl FnMut(&str)) -> Result<(Vec<Tool>, Names), Failure> {
    let malformed =
        || Failure::invalid("tools: must be an array of tools with `name` and `input_schema`");
    let mut tools = Vec::new();
    let mut names = HashMap::new();
    for (at, json) in elements(json)
        .ok_or_else(malformed)?
        .into_iter()
        .enumerate()
    {
        let members = Members::read(json).ok_or_else(malformed)?;
        if let Some(kind) = members.text("type").filter(|kind| kind != "custom") {
            return Err(Failure::invalid(format!(
                "tools: Claude Code mode takes tools with a schema of their own, and {} is none. Use API mode \
                 (claude.mode = \"api\") for the provider's tools",
                quoted(&kind)
            )));
        }
        let name = members.text("name").filter(|name| !name.is_empty());
        let (Some(name), Some(schema)) = (name, members.get("input_schema")) else {
            return Err(malformed());
        };
        schema::check(schema, at)?;
        for (key, _) in members.all() {
            if IGNORED.contains(&key) || !KNOWN.contains(&key) {
                lost(&format!("tools.{key}"));
            }
        }
        let sent = NAMES.clean(&name).to_string();
        if names.insert(sent.clone(), name).is_some() {
            return Err(Failure::invalid("tools: Tool names must be unique."));
        }
        tools.push(Tool {
            name: sent,
            description: members.text("description"),
            schema: schema.to_owned(),
        });
    }
    Ok((tools, Names(Arc::new(names))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_as_the_client_wrote_it_whatever_its_characters() {
        let long = "x".repeat(200);
        for name in ["get_weather", "a.b/c", "grüße", "mcp__x__y", &long] {
            let json = format!(
                r#"[{{"name":{},"input_schema":{{"type":"object"}}}}]"#,
                quoted(name)
            );
            let (tools, names) = read(&json, &mut |_| {}).unwrap();
            let sent = Names::inward(name);
            assert!(sent.len() <= 128 && sent.is_ascii(), "{sent}");
            assert_eq!(sent, format!("mcp__c__{}", tools[0].name));
            assert_eq!(names.outward(&sent), name);
        }
        assert_eq!(Names::default().outward("mcp__c__made_up"), "made_up");
    }

    #[test]
    fn a_schema_keeps_its_order_and_what_is_left_out_is_named() {
        let json = r#"[{"type":"custom","name":"t","input_schema":{"z":1.0,"type":"object","a":[ ]},"strict":true,"cache_control":{}}]"#;
        let mut lost = Vec::new();
        let (tools, _) = read(json, &mut |name| lost.push(name.to_owned())).unwrap();
        assert_eq!(tools[0].schema, r#"{"z":1.0,"type":"object","a":[ ]}"#);
        assert_eq!(lost, ["tools.strict"]);
    }

    #[test]
    fn a_tool_that_the_provider_runs_is_refused_with_the_way_out() {
        let failure = read(
            r#"[{"type":"web_search_20250305","name":"web_search"}]"#,
            &mut |_| {},
        );
        assert!(failure.unwrap_err().message.contains("claude.mode"));
    }
}
