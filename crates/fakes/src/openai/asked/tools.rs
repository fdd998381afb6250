//! The tools that a request offers, and which it insists on.

use serde_json::Value;

use super::{Asked, Format};

/// What a tool is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// JSON that fits a schema.
    Function,
    /// Text.
    Custom,
}

/// A tool that the client itself runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool<'a> {
    pub(crate) kind: Kind,
    pub(crate) namespace: Option<&'a str>,
    pub(crate) name: &'a str,
    /// The schema of a function's arguments; null where there is none.
    pub(crate) schema: &'a Value,
}

impl<'a> Asked<'a> {
    /// The tools that the client itself runs: those of the request, then those of `additional_tools` items.
    pub(crate) fn tools(&self) -> Vec<Tool<'a>> {
        match self.format {
            Format::Responses => {
                let own = list(&self.body["tools"]);
                let added = self
                    .turns()
                    .into_iter()
                    .filter(|item| item["type"] == "additional_tools")
                    .flat_map(|item| list(&item["tools"]));
                own.iter().chain(added).flat_map(unfolded).collect()
            }
            Format::Chat => {
                let tools = list(&self.body["tools"]).iter().map(in_chat);
                let functions = list(&self.body["functions"])
                    .iter()
                    .map(|function| tool(function, Kind::Function, None));
                tools.chain(functions).flatten().collect()
            }
        }
    }

    /// The tool that the request insists on; `Some("")` where any will do.
    pub(crate) fn forced_tool(&self) -> Option<&'a str> {
        let choice = &self.body["tool_choice"];
        if choice == "required" || choice["mode"] == "required" {
            return Some("");
        }
        match choice["type"].as_str()? {
            "function" | "custom" => choice["name"]
                .as_str()
                .or(choice["function"]["name"].as_str())
                .or(choice["custom"]["name"].as_str()),
            _ => None,
        }
    }

    pub(crate) fn wants_no_tool(&self) -> bool {
        self.body["tool_choice"] == "none"
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A tool, or those of a namespace.
fn unfolded(value: &Value) -> Vec<Tool<'_>> {
    if value["type"] == "namespace" {
        let namespace = value["name"].as_str();
        return list(&value["tools"])
            .iter()
            .filter_map(|inner| tool(inner, kind(inner)?, namespace))
            .collect();
    }
    kind(value)
        .and_then(|kind| tool(value, kind, None))
        .into_iter()
        .collect()
}

fn in_chat(value: &Value) -> Option<Tool<'_>> {
    match kind(value)? {
        Kind::Function => tool(&value["function"], Kind::Function, None),
        Kind::Custom => tool(&value["custom"], Kind::Custom, None),
    }
}

fn kind(value: &Value) -> Option<Kind> {
    match value["type"].as_str()? {
        "function" => Some(Kind::Function),
        "custom" => Some(Kind::Custom),
        _ => None,
    }
}

fn tool<'a>(value: &'a Value, kind: Kind, namespace: Option<&'a str>) -> Option<Tool<'a>> {
    Some(Tool {
        kind,
        namespace,
        name: value["name"].as_str()?,
        schema: &value["parameters"],
    })
}
