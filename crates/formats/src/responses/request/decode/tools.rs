use std::collections::HashMap;

use serde_json::value::RawValue;

use super::flat::Flat;
use super::wire::{CustomFormat, Item, Tool as Given};
use crate::Failure;
use crate::conversation::{Losses, Tool, ToolKind};
use crate::json::{Json, Str, Text};
use crate::openai::{Place, brief, read, within};
use crate::responses::request::Called;

/// What the shell of a client takes (source: openai-python 3.57.0, `LocalShellCallAction`).
const SHELL_TAKES: &str = r#"{"type":"object","properties":{"command":{"type":"array","items":{"type":"string"}},"working_directory":{"type":"string"},"timeout_ms":{"type":"integer"}},"required":["command"]}"#;
const SHELL_IS: &str = "Runs a command on the user's machine, and answers what it printed.";
/// The name of the shell, which has none of its own.
pub(super) const SHELL: &str = "local_shell";

/// The tools of a request as they are collected.
#[derive(Debug, Default)]
pub(super) struct Tools<'a> {
    all: Vec<Tool<'a>>,
    /// Where each is among them.
    by_name: HashMap<Str<'a>, usize>,
}

impl<'a> Tools<'a> {
    pub(super) fn into_tools(self) -> Vec<Tool<'a>> {
        self.all
    }
}

/// The tools in `tools`.
pub(super) fn read<'a>(
    given: Option<&'a RawValue>,
    flat: &mut Flat,
    losses: &mut Losses,
) -> Result<Tools<'a>, Failure> {
    let mut tools = Tools::default();
    if let Some(given) = given {
        let place = Place::Top("tools");
        Reading {
            tools: &mut tools,
            flat,
            losses,
            again: false,
        }
        .list(given, &place)?;
    }
    Ok(tools)
}

/// The tools that come as items of the input. One that was given before is given anew.
pub(super) fn additional<'a>(
    items: &[Item<'a>],
    tools: &mut Tools<'a>,
    flat: &mut Flat,
    losses: &mut Losses,
) -> Result<(), Failure> {
    let list = Place::Top("input");
    for (n, item) in items.iter().enumerate() {
        if let (Some("additional_tools"), Some(given)) = (item.kind.as_deref(), item.tools) {
            let place = list.item(n);
            Reading {
                tools,
                flat,
                losses,
                again: true,
            }
            .list(given, &place.member("tools"))?;
        }
    }
    Ok(())
}

struct Reading<'a, 'r> {
    tools: &'r mut Tools<'a>,
    flat: &'r mut Flat,
    losses: &'r mut Losses,
    /// Whether a tool may come that is there already.
    again: bool,
}

impl<'a> Reading<'a, '_> {
    fn list(&mut self, given: &'a RawValue, place: &Place<'_>) -> Result<(), Failure> {
        let given: Vec<Given<'a>> = read::value(given.get(), place)?;
        for (n, tool) in given.into_iter().enumerate() {
            self.tool(tool, &place.item(n))?;
        }
        Ok(())
    }

    fn tool(&mut self, tool: Given<'a>, place: &Place<'_>) -> Result<(), Failure> {
        match tool.kind.as_deref() {
            Some("namespace") => self.namespace(tool, place),
            Some("function" | "custom") => self.own(tool, None, place).map(|_| ()),
            Some("local_shell") => {
                let kind = ToolKind::Function {
                    schema: Json::parse(SHELL_TAKES).ok(),
                    strict: None,
                };
                let description = Some(Text::plain(SHELL_IS));
                self.add(
                    None,
                    &SHELL.into(),
                    description,
                    (kind, Called::Shell),
                    place,
                )
                .map(|_| ())
            }
            // The provider would search; a model without that answers from what it knows.
            Some(kind) if kind.starts_with("web_search") => {
                self.losses.note("tools.web_search");
                Ok(())
            }
            Some(other) => {
                let message = format!(
                    "a tool of type `{}` works at OpenAI only: leave it out, or send a function that does the same",
                    brief(other)
                );
                Err(place.member("type").refuse(message))
            }
            None => Err(place.member("type").missing("the type of the tool")),
        }
    }

    /// Tools in a group. What is said of the group stands before what is said of its first tool.
    fn namespace(&mut self, group: Given<'a>, place: &Place<'_>) -> Result<(), Failure> {
        within("tools", Some(&group.unknown), self.losses);
        let name = named(group.name, place)?;
        let list = place.member("tools");
        let mut about = group.description.filter(|about| !about.is_blank());
        for (n, tool) in group.tools.into_iter().flatten().enumerate() {
            let place = list.item(n);
            if !matches!(tool.kind.as_deref(), Some("function" | "custom")) {
                let place = place.member("type");
                return Err(place.refuse(format!("`{place}` must be one of function, custom")));
            }
            let at = self.own(tool, Some(&name), &place)?;
            let first = self.tools.all.get_mut(at);
            if let (Some(about), Some(first)) = (about.take(), first) {
                let prefix = format!("Of all tools whose names begin with {}__: ", &*name);
                let mut text = Text::plain(&prefix);
                text.push(&about);
                if let Some(description) = &first.description {
                    text.push(&Text::plain("\n\n"));
                    text.push(description);
                }
                first.description = Some(text);
            }
        }
        Ok(())
    }

    /// A tool that the client runs; answers where it stands.
    fn own(
        &mut self,
        tool: Given<'a>,
        namespace: Option<&str>,
        place: &Place<'_>,
    ) -> Result<usize, Failure> {
        within("tools", Some(&tool.unknown), self.losses);
        let name = named(tool.name, place)?;
        if tool.kind.as_deref() == Some("custom") {
            let format = place.member("format");
            let description = self.with_grammar(tool.description, tool.format, &format)?;
            let kind = (ToolKind::Freeform { grammar: None }, Called::Custom);
            return self.add(namespace, &name, description, kind, place);
        }
        let parameters = place.member("parameters");
        if tool
            .parameters
            .as_ref()
            .is_some_and(|schema| !schema.is_object())
        {
            return Err(parameters.refuse(format!(
                "`{parameters}` must be an object, as a JSON Schema is"
            )));
        }
        let kind = ToolKind::Function {
            schema: tool.parameters,
            strict: tool.strict,
        };
        let kind = (kind, Called::Function);
        self.add(namespace, &name, tool.description, kind, place)
    }

    fn add(
        &mut self,
        namespace: Option<&str>,
        name: &Str<'a>,
        description: Option<Text<'a>>,
        (kind, called): (ToolKind<'a>, Called),
        place: &Place<'_>,
    ) -> Result<usize, Failure> {
        let name = self.flat.add(namespace, name, called);
        let tool = Tool {
            name,
            description,
            kind,
            extra: None,
        };
        let known = self.tools.by_name.get(&tool.name).copied();
        let Some(at) = known else {
            let at = self.tools.all.len();
            self.tools.by_name.insert(tool.name.clone(), at);
            self.tools.all.push(tool);
            return Ok(at);
        };
        if !self.again {
            let name = brief(&tool.name);
            let message = format!("two tools have the name `{name}`: give each its own");
            return Err(place.refuse(message));
        }
        if let Some(known) = self.tools.all.get_mut(at) {
            *known = tool;
        }
        Ok(at)
    }

    /// A grammar is put into words: nothing but the model's good will holds it to that.
    fn with_grammar(
        &mut self,
        description: Option<Text<'a>>,
        format: Option<&'a RawValue>,
        place: &Place<'_>,
    ) -> Result<Option<Text<'a>>, Failure> {
        let Some(format) = format else {
            return Ok(description);
        };
        let format: CustomFormat<'a> = read::value(format.get(), place)?;
        match format.kind.as_deref() {
            Some("text") => return Ok(description),
            Some("grammar") => {}
            _ => {
                let place = place.member("type");
                return Err(place.refuse(format!("`{place}` must be one of text, grammar")));
            }
        }
        let definition = format
            .definition
            .ok_or_else(|| place.member("definition").missing("the grammar"))?;
        self.losses.note(place.to_string());
        let mut text = match description {
            Some(description) => {
                let mut text = description.into_owned();
                text.push(&Text::plain("\n\n"));
                text
            }
            None => Text::default(),
        };
        text.push(&Text::plain("The input must follow this grammar ("));
        text.push(&format.syntax.unwrap_or(Text::plain("lark")));
        text.push(&Text::plain("):\n"));
        text.push(&definition);
        Ok(Some(text))
    }
}

fn named<'a>(name: Option<Str<'a>>, place: &Place<'_>) -> Result<Str<'a>, Failure> {
    name.filter(|name| !name.is_empty())
        .ok_or_else(|| place.member("name").missing("the name of the tool"))
}
