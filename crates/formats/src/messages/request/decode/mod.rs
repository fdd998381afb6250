//! A Messages request as the model.

mod block;
mod tools;

use super::{Delivery, wire};
use crate::conversation::{Block, Effort, Losses, Output, Reasoning, Request, Role, Turn};
use crate::json::{Json, Str, Text};
use crate::{Detail, Failure};

/// How the block begins that the `claude` command puts before its instructions, for Anthropic's accounting (measured
/// with claude 2.1.331). It says nothing to a model, and changes with each request.
const BILLING: &str = "x-anthropic-billing-header:";

/// Reads a request.
///
/// # Errors
/// What cannot be taken along, by its place.
pub fn decode<'a>(body: &'a str, losses: &mut Losses) -> Result<(Request<'a>, Delivery), Failure> {
    let body: wire::Body<'a> = serde_json::from_str(body)
        .map_err(|e| Failure::invalid(format!("the request body: {e}")))?;
    refuse(&body)?;
    let Some(model) = body.model else {
        return Err(Failure::at("model", "model: Field required"));
    };
    let Some(messages) = body.messages else {
        return Err(Failure::at("messages", "messages: Field required"));
    };
    if messages.is_empty() {
        let fault = "messages: at least one message is required";
        return Err(Failure::at("messages", fault));
    }
    for name in &body.unknown {
        losses.note(&**name);
    }
    if let Some(config) = &body.output_config {
        within("output_config", &config.unknown, losses);
    }
    if let Some(thinking) = &body.thinking {
        within("thinking", &thinking.unknown, losses);
    }
    let stream = body.stream.unwrap_or(false);
    let (reasoning, show_thoughts) = thinking(body.thinking, body.output_config.as_ref())?;
    let (tool_choice, parallel_tools) = tools::choice(body.tool_choice)?;
    let request = Request {
        model,
        system: system(body.system, losses)?,
        turns: turns(messages, losses)?,
        tools: tools::tools(body.tools.unwrap_or_default(), losses)?,
        tool_choice,
        parallel_tools,
        max_tokens: body.max_tokens,
        temperature: body.temperature,
        top_p: body.top_p,
        top_k: body.top_k,
        stop: body.stop_sequences.unwrap_or_default(),
        reasoning,
        show_thoughts,
        output: output(body.output_config, body.output_format)?,
        verbosity: None,
        stream,
    };
    Ok((request, Delivery { stream }))
}

/// What would be lost with no way to say so in a header.
fn refuse(body: &wire::Body<'_>) -> Result<(), Failure> {
    let fault = |member: &str, what: &str| Err(Failure::at(member, format!("{member}: {what}")));
    if body.thread.is_some() {
        // The SDKs' tool runners then send everything again without threads (measured with anthropic-python 2.13.0).
        return Err(Failure {
            detail: Some(Detail::NoThreads),
            ..Failure::at(
                "thread",
                "thread: this model's provider keeps no conversations; send the whole history",
            )
        });
    }
    if body.container.is_some() {
        return fault(
            "container",
            "this model's provider runs no containers; leave it out",
        );
    }
    if body
        .mcp_servers
        .as_ref()
        .is_some_and(|servers| !servers.is_empty())
    {
        return fault(
            "mcp_servers",
            "this model's provider calls no MCP servers; call them yourself, as tools",
        );
    }
    Ok(())
}

fn thinking(
    thinking: Option<wire::Thinking<'_>>,
    config: Option<&wire::OutputConfig<'_>>,
) -> Result<(Option<Reasoning>, bool), Failure> {
    let effort = match config.and_then(|config| config.effort.as_deref()) {
        None => None,
        Some(name) => Some(Effort::named(name).ok_or_else(|| {
            Failure::at(
                "output_config.effort",
                format!("output_config.effort: there is no effort {name:?}"),
            )
        })?),
    };
    let Some(thinking) = thinking else {
        return Ok((effort.map(Reasoning::Effort), false));
    };
    let by_effort = effort.map_or(Reasoning::Adaptive, Reasoning::Effort);
    let shown = thinking.display.as_deref() != Some("omitted");
    match thinking.kind.as_deref() {
        Some("disabled") => Ok((Some(Reasoning::Off), false)),
        Some("enabled") => {
            let budget = thinking.budget_tokens.map(Reasoning::Budget);
            Ok((Some(budget.unwrap_or(by_effort)), shown))
        }
        Some("adaptive" | "between_tools") => Ok((Some(by_effort), shown)),
        _ => Err(Failure::at(
            "thinking.type",
            "thinking.type: one of adaptive, enabled, disabled",
        )),
    }
}

/// The shape of the answer, by its name of now or of before.
fn output<'a>(
    config: Option<wire::OutputConfig<'a>>,
    before: Option<wire::OutputFormat<'a>>,
) -> Result<Output<'a>, Failure> {
    let format = match (config.and_then(|config| config.format), before) {
        (Some(_), Some(_)) => {
            return Err(Failure::at(
                "output_format",
                "output_format: the same as output_config.format; send one of them",
            ));
        }
        (None, None) => return Ok(Output::Text),
        (now, before) => now.or(before).unwrap_or_default(),
    };
    match (format.kind.as_deref(), format.schema) {
        (Some("json_schema"), Some(schema)) => Ok(Output::Schema {
            name: None,
            description: None,
            schema,
            strict: None,
        }),
        _ => Err(Failure::at(
            "output_config.format",
            "output_config.format: of the type json_schema, with a schema",
        )),
    }
}

fn system<'a>(system: Option<Json<'a>>, losses: &mut Losses) -> Result<Vec<Block<'a>>, Failure> {
    let Some(system) = system else {
        return Ok(Vec::new());
    };
    let mut blocks = block::content(&system, "system", losses)?;
    blocks.retain(|block| {
        let billing = matches!(&block.content, crate::conversation::Content::Text(text) if text.escaped().starts_with(BILLING));
        if billing {
            losses.note("system.billing");
        }
        !billing
    });
    Ok(blocks)
}

fn turns<'a>(
    messages: Vec<wire::Message<'a>>,
    losses: &mut Losses,
) -> Result<Vec<Turn<'a>>, Failure> {
    let mut turns = Vec::with_capacity(messages.len());
    for (at, message) in messages.into_iter().enumerate() {
        let role = match message.role.as_deref() {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            Some("system") => Role::System,
            _ => {
                let path = format!("messages.{at}.role");
                let fault = format!("{path}: one of user, assistant, system");
                return Err(Failure::at(path, fault));
            }
        };
        for name in &message.unknown {
            losses.note(format!("messages.{}", &**name));
        }
        let path = format!("messages.{at}.content");
        let Some(content) = message.content else {
            return Err(Failure::at(path.clone(), format!("{path}: Field required")));
        };
        let blocks = block::content(&content, &path, losses)?;
        turns.push(Turn { role, blocks });
    }
    Ok(turns)
}

/// Names what is left out of the member `name`.
fn within(name: &str, unknown: &[Str<'_>], losses: &mut Losses) {
    for inner in unknown {
        losses.note(format!("{name}.{}", &**inner));
    }
}

/// A string borrowed from what the raw value borrows from.
fn text<'a>(json: &Json<'a>) -> Option<Text<'a>> {
    json.clone().into_text()
}

/// A member that must be there.
fn required<T>(member: Option<T>, path: &str, name: &str) -> Result<T, Failure> {
    member.ok_or_else(|| {
        let path = format!("{path}.{name}");
        let fault = format!("{path}: Field required");
        Failure::at(path, fault)
    })
}

/// The members of a block that only this format knows, as they stood.
fn extra<'a>(members: &[(&str, Option<&Json<'a>>)]) -> Option<crate::conversation::Extra<'a>> {
    let mut text = String::new();
    for (name, value) in members {
        if let Some(value) = value {
            if !text.is_empty() {
                text.push(',');
            }
            text.push('"');
            text.push_str(name);
            text.push_str("\":");
            text.push_str(value.get());
        }
    }
    (!text.is_empty()).then(|| crate::conversation::Extra {
        format: crate::Format::Messages,
        members: Str::from(text),
    })
}
