use std::collections::HashSet;

use serde_json::value::RawValue;

use super::Rules;
use super::input::Input;
use crate::Failure;
use crate::json::{Items, Members, Object, Str, Writer, object};
use crate::responses::namespace;

object! {
    struct Head<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
    }
}

object! {
    struct Choice<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
        mode: Str<'a> = "mode",
        tools: Vec<Head<'a>> = "tools",
    }
}

/// A client's tools as they are written.
#[derive(Default)]
pub(super) struct Fitting<'a> {
    /// Functions and custom tools that go into the namespace.
    flat: Vec<&'a RawValue>,
    /// All others.
    others: Vec<&'a RawValue>,
    /// What the choice of a tool becomes, where it cannot stay: the tools are then those of which it chooses.
    choice: Option<&'static str>,
    /// Functions that stand in the conversation itself, where they may be flat.
    additional: HashSet<Str<'a>>,
}

impl<'a> Fitting<'a> {
    /// The tools of a body; `input`: what it has of that.
    pub(super) fn of(
        members: &Members<'a>,
        input: Option<&Result<Input<'a>, Failure>>,
        rules: &Rules,
    ) -> Result<Self, Failure> {
        let mut fitting = Self::default();
        let Some(tools) = members.get("tools").filter(|tools| *tools != "null") else {
            return Ok(fitting);
        };
        let fault = || Failure::at("tools", "`tools` must be a list of tools");
        let tools: Items<'a> = serde_json::from_str(tools).map_err(|_| fault())?;
        let heads = tools.0.iter().map(|tool| serde_json::from_str(tool.get()));
        let heads: Vec<Head<'_>> = heads.collect::<Result<_, _>>().map_err(|_| fault())?;
        let chosen = Chosen::of(members.get("tool_choice"), rules, &heads);
        let mut taken = false;
        for (tool, head) in tools.0.into_iter().zip(heads) {
            taken |= head.kind.as_deref() == Some("namespace")
                && head.name.as_deref() == Some(namespace::NAME);
            if !chosen.allows(&head) {
                continue;
            }
            if rules.namespaced && is_flat(&head) {
                fitting.flat.push(tool);
            } else {
                fitting.others.push(tool);
            }
        }
        if taken && !fitting.flat.is_empty() {
            let message = format!(
                "a namespace beside other tools cannot be named `{}`: give it another name",
                namespace::NAME
            );
            return Err(Failure::at("tools", message));
        }
        fitting.choice = chosen.becomes();
        if rules.namespaced {
            fitting.additional = input
                .and_then(|i| i.as_ref().ok())
                .map(additional)
                .unwrap_or_default();
        }
        Ok(fitting)
    }

    /// Whether there are tools in the namespace.
    pub(super) fn wraps(&self) -> bool {
        !self.flat.is_empty()
    }

    /// Whether a function of that name stands flat in the conversation.
    pub(super) fn is_additional(&self, name: &str) -> bool {
        self.additional.contains(name)
    }

    pub(super) fn write_tools(&self, writer: &mut Writer<'_>) {
        writer.raw("[");
        if self.wraps() {
            namespace::open(writer);
            for tool in &self.flat {
                writer.item().raw(tool.get());
            }
            writer.raw("]}");
        }
        for tool in &self.others {
            writer.item().raw(tool.get());
        }
        writer.raw("]");
    }

    pub(super) fn write_choice(&self, given: &str, writer: &mut Writer<'_>) {
        match self.choice {
            Some(word) => writer.string(word),
            None => writer.raw(given),
        };
    }
}

/// The tools of which a choice chooses. A tool in a namespace cannot be chosen by its name (source: openai-python
/// 3.57.0, `ToolChoiceFunction`): the others are left out instead.
enum Chosen<'a> {
    Any,
    These(&'static str, Vec<Head<'a>>),
}

impl<'a> Chosen<'a> {
    /// Where none of `tools` is chosen, the choice stays, for the provider to say what is wrong with it.
    fn of(choice: Option<&'a str>, rules: &Rules, tools: &[Head<'_>]) -> Self {
        let chosen = Self::read(choice, rules);
        if tools.iter().any(|tool| chosen.allows(tool)) {
            return chosen;
        }
        Self::Any
    }

    fn read(choice: Option<&'a str>, rules: &Rules) -> Self {
        let read = choice.filter(|_| rules.namespaced);
        let Some(choice) = read.and_then(|raw| serde_json::from_str::<Choice<'a>>(raw).ok()) else {
            return Self::Any;
        };
        match (choice.kind.as_deref(), choice.mode.as_deref()) {
            (Some("function" | "custom"), _) => {
                let head = Head {
                    kind: choice.kind,
                    name: choice.name,
                    ..Head::default()
                };
                Self::These("required", vec![head])
            }
            (Some("allowed_tools"), mode) => {
                let word = if mode == Some("required") {
                    "required"
                } else {
                    "auto"
                };
                Self::These(word, choice.tools.unwrap_or_default())
            }
            _ => Self::Any,
        }
    }

    fn allows(&self, tool: &Head<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::These(_, heads) => heads
                .iter()
                .any(|head| head.kind == tool.kind && (!is_flat(tool) || head.name == tool.name)),
        }
    }

    fn becomes(&self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::These(word, _) => Some(word),
        }
    }
}

fn is_flat(tool: &Head<'_>) -> bool {
    matches!(tool.kind.as_deref(), Some("function" | "custom"))
}

/// The names of the functions that stand flat in `additional_tools` items.
fn additional<'a>(input: &Input<'a>) -> HashSet<Str<'a>> {
    let is_additional =
        |item: &&Object<'a>| item.members.get("type") == Some("\"additional_tools\"");
    let tools = (input.items().iter().filter(is_additional))
        .filter_map(|item| item.members.get("tools"))
        .filter_map(|tools| serde_json::from_str::<Vec<Head<'a>>>(tools).ok());
    let flat = tools.flatten().filter(is_flat);
    flat.filter_map(|tool| tool.name).collect()
}
