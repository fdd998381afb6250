use super::{parameters, strict};
use crate::Failure;
use crate::conversation::{Alphabet, Losses, Names, Request, Tool, ToolChoice, ToolKind};
use crate::json::{Json, Members, Str, Writer};
use crate::openai::brief;
use crate::responses::{Rules, namespace};

/// A tool's name (source: OpenAI API docs, "Function calling": 64 letters, digits, `_` and `-`).
const NAMES: Alphabet = Alphabet { longest: 64 };

/// The choice of any tool.
const REQUIRED: &str = "required";

/// The name of a tool as the provider takes it.
pub(super) fn spelled(name: &str) -> Str<'_> {
    NAMES.clean(name)
}

/// Writes the tools and the choice of them; answers the names that had to be spelled in another way.
pub(super) fn write(
    request: &Request<'_>,
    rules: &Rules,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<Names, Failure> {
    let mut names = Names::default();
    for tool in &request.tools {
        if let ToolKind::Foreign(_) = &tool.kind {
            let message = format!(
                "the tool `{}` is one that only another provider's models have: leave it out, or ask one of those",
                brief(&tool.name)
            );
            return Err(Failure::at("tools", message));
        }
        names.note(&tool.name, &spelled(&tool.name));
    }
    let choice = choose(request, rules)?;
    // A tool in a namespace cannot be chosen by its name (source: openai-python 3.57.0, `ToolChoiceFunction`): there
    // the others are left out instead.
    let only = match &choice {
        Some(Choice::Only(name)) => Some(name),
        _ => None,
    };
    let offered = |tool: &&Tool<'_>| only.is_none_or(|name| tool.name == **name);
    let tools: Vec<&Tool<'_>> = request.tools.iter().filter(offered).collect();
    if tools.is_empty() {
        return match choice {
            Some(Choice::Word(REQUIRED)) => Err(Failure::at(
                "tool_choice",
                "`tool_choice` wants a call, and there are no tools: send some",
            )),
            _ => Ok(names),
        };
    }
    body.key("tools").raw("[");
    let (searches, own): (Vec<&Tool<'_>>, Vec<&Tool<'_>>) =
        (tools.into_iter()).partition(|tool| tool.kind == ToolKind::WebSearch);
    let wraps = rules.namespaced && !own.is_empty();
    if wraps {
        namespace::open(body);
    }
    for tool in own {
        losses.note_extra(tool.extra.as_ref());
        write_tool(tool, body, losses);
    }
    if wraps {
        body.raw("]}");
    }
    for tool in searches {
        write_search(tool, body, losses);
    }
    body.raw("]");
    if let Some(choice) = choice {
        choice.write(body.key("tool_choice"));
    }
    if let Some(parallel) = request.parallel_tools {
        let parallel = if parallel { "true" } else { "false" };
        body.key("parallel_tool_calls").raw(parallel);
    }
    Ok(names)
}

fn write_tool(tool: &Tool<'_>, body: &mut Writer<'_>, losses: &mut Losses) {
    let kind = match &tool.kind {
        ToolKind::Freeform { .. } => "custom",
        _ => "function",
    };
    body.item().raw("{").key("type").string(kind);
    body.key("name").string(&spelled(&tool.name));
    if let Some(description) = &tool.description {
        body.key("description").text(description);
    }
    if let ToolKind::Function { schema, strict } = &tool.kind {
        let schema = parameters::of(schema.as_ref().map(Json::get));
        let asked = *strict == Some(true);
        // The provider refuses to hold a model to other schemas; other formats do not.
        let held = asked && strict::fits(&schema);
        if asked && !held {
            losses.note("tools.strict");
        }
        body.key("parameters").raw(&schema);
        // Left out, it would be tried.
        body.key("strict").raw(if held { "true" } else { "false" });
    }
    if let ToolKind::Freeform {
        grammar: Some(grammar),
    } = &tool.kind
    {
        body.key("format").raw("{").key("type").string("grammar");
        body.key("syntax").text(&grammar.syntax);
        body.key("definition").text(&grammar.definition).raw("}");
    }
    body.raw("}");
}

/// The provider's own search of the web. How another format's is to be done is left out, and named.
fn write_search(tool: &Tool<'_>, body: &mut Writer<'_>, losses: &mut Losses) {
    body.item().raw(r#"{"type":"web_search"}"#);
    let Some(extra) = &tool.extra else { return };
    let whole = format!("{{{}}}", &*extra.members);
    let members = serde_json::from_str::<Members<'_>>(&whole);
    for (name, value) in members.iter().flat_map(|members| &members.0) {
        if !matches!(&**name, "type" | "name") && value.get() != "null" {
            losses.note(format!("tools.web_search.{}", &**name));
        }
    }
}

/// Which tools the model must, may or must not call.
enum Choice<'c> {
    Word(&'static str),
    /// This one, of this kind.
    Named(&'static str, &'c Str<'c>),
    /// One of those that are offered, which is this one alone.
    Only(&'c Str<'c>),
}

impl Choice<'_> {
    fn write(&self, body: &mut Writer<'_>) {
        match self {
            Self::Word(word) => body.string(word),
            Self::Only(_) => body.string(REQUIRED),
            Self::Named(kind, name) => {
                body.raw("{").key("type").string(kind);
                body.key("name").string(&spelled(name)).raw("}")
            }
        };
    }
}

fn choose<'c>(request: &'c Request<'_>, rules: &Rules) -> Result<Option<Choice<'c>>, Failure> {
    let Some(choice) = &request.tool_choice else {
        return Ok(None);
    };
    Ok(Some(match choice {
        ToolChoice::Auto => Choice::Word("auto"),
        ToolChoice::Never => Choice::Word("none"),
        ToolChoice::Required => Choice::Word(REQUIRED),
        ToolChoice::Named(name) => {
            let chosen = request.tools.iter().find(|tool| tool.name == **name);
            match chosen.map(|tool| &tool.kind) {
                // Without it the client would wait for a call that never comes.
                None => {
                    let message = format!(
                        "`tool_choice` wants the tool `{}`, which is not in `tools`: send it there",
                        brief(name)
                    );
                    return Err(Failure::at("tool_choice", message));
                }
                Some(ToolKind::WebSearch) => Choice::Only(name),
                Some(_) if rules.namespaced => Choice::Only(name),
                Some(ToolKind::Freeform { .. }) => Choice::Named("custom", name),
                Some(_) => Choice::Named("function", name),
            }
        }
    }))
}
