use super::{extra, required, within};
use crate::Failure;
use crate::conversation::{Extra, Losses, Tool, ToolChoice, ToolKind};
use crate::json::{Json, Str};
use crate::messages::request::wire;

/// How the types begin of the provider's own search of the web (source: anthropic-python 2.13.0, `WebSearchTool…`); a
/// date follows.
const WEB_SEARCH: &str = "web_search_";

pub(super) fn tools<'a>(
    tools: Vec<Json<'a>>,
    losses: &mut Losses,
) -> Result<Vec<Tool<'a>>, Failure> {
    let read = |(at, json): (usize, Json<'a>)| tool(json, &format!("tools.{at}"), losses);
    tools.into_iter().enumerate().map(read).collect()
}

fn tool<'a>(json: Json<'a>, path: &str, losses: &mut Losses) -> Result<Tool<'a>, Failure> {
    let tool: wire::Tool<'a> = json
        .read()
        .map_err(|e| Failure::at(path, format!("{path}: {e}")))?;
    let is_function = tool.kind.as_deref().is_none_or(|kind| kind == "custom");
    if (tool.kind.as_deref()).is_some_and(|kind| kind.starts_with(WEB_SEARCH)) {
        let inside = json.get().trim();
        let inside = inside.strip_prefix('{').and_then(|i| i.strip_suffix('}'));
        return Ok(Tool {
            name: tool.name.unwrap_or_default(),
            description: None,
            kind: ToolKind::WebSearch,
            extra: Some(Extra {
                format: crate::Format::Messages,
                members: inside.unwrap_or_default().to_owned().into(),
            }),
        });
    }
    if !is_function {
        return Ok(Tool {
            name: tool.name.or(tool.kind).unwrap_or_default(),
            description: None,
            kind: ToolKind::Foreign(json),
            extra: Some(Extra {
                format: crate::Format::Messages,
                members: Str::default(),
            }),
        });
    }
    within("tools", &tool.unknown, losses);
    Ok(Tool {
        name: required(tool.name, path, "name")?,
        description: tool.description,
        kind: ToolKind::Function {
            schema: tool.input_schema,
            strict: tool.strict,
        },
        extra: extra(&[("cache_control", tool.cache_control.as_ref())]),
    })
}

/// Which tools, and whether several at once.
pub(super) fn choice<'a>(
    choice: Option<wire::Choice<'a>>,
) -> Result<(Option<ToolChoice<'a>>, Option<bool>), Failure> {
    let Some(choice) = choice else {
        return Ok((None, None));
    };
    let which = match choice.kind.as_deref() {
        Some("auto") => ToolChoice::Auto,
        Some("none") => ToolChoice::Never,
        Some("any") => ToolChoice::Required,
        Some("tool") => ToolChoice::Named(required(choice.name, "tool_choice", "name")?),
        _ => {
            return Err(Failure::at(
                "tool_choice.type",
                "tool_choice.type: one of auto, any, tool, none",
            ));
        }
    };
    Ok((
        Some(which),
        choice.disable_parallel_tool_use.map(|one| !one),
    ))
}
