//! A Messages request, and what of it the command can do (facts measured with claude 2.1.331).
//!
//! The command takes a model, a system prompt, tools, a level of effort, and a conversation. What would change the shape
//! or the content of the answer and cannot be had is refused with 400; what only tunes it is ignored, and named.

use std::sync::Arc;

use formats::conversation::Losses;
use serde_json::json;

use super::failure::Failure;
use super::launch::{Display, Launch, Thinking};
use super::members::Members;
use super::rules::has_half_a_character;
use super::tools::{self, Names};
use super::turns::{self, Turn};

/// Members that mean nothing here: the command sets its own cache breakpoints, and stop sequences are watched for
/// outside of this provider.
const SILENT: [&str; 2] = ["stop_sequences", "cache_control"];
/// Members that change what comes back.
const REFUSED: [&str; 2] = ["container", "mcp_servers"];
/// Members that are read below.
const READ: [&str; 10] = [
    "model",
    "messages",
    "max_tokens",
    "system",
    "tools",
    "tool_choice",
    "stream",
    "thinking",
    "output_config",
    "output_format",
];
/// What the API answers where it has no threads; its SDKs then send the whole conversation (measured with
/// anthropic-python 2.13.0).
const NO_THREADS: &str = "thread: Claude Code mode keeps no conversations; send all messages";
const API_MODE: &str = "Use API mode (claude.mode = \"api\") for it";

/// A request that can be done.
pub(super) struct Asked {
    pub(super) launch: Launch,
    /// From a user's to a user's.
    pub(super) turns: Vec<Turn>,
    pub(super) names: Names,
    /// Whether the client wants events rather than one answer.
    pub(super) stream: bool,
    /// Whether an answer ends with its first call.
    pub(super) one_call: bool,
    pub(super) ignored: Losses,
}

impl Asked {
    /// Reads a request's body.
    ///
    /// # Errors
    /// 400, with the member that it is about.
    pub(super) fn read(body: &[u8]) -> Result<Self, Failure> {
        let body =
            std::str::from_utf8(body).map_err(|_| Failure::invalid("the body is not UTF-8"))?;
        let members = Members::read(body).ok_or_else(|| {
            Failure::invalid("the body is not a JSON object; send application/json")
        })?;
        if has_half_a_character(body) {
            return Err(Failure::invalid(
                "the body is not valid JSON: a string holds one half of a surrogate pair (\\ud800 to \\udfff) without the \
                 other; send whole characters",
            ));
        }
        let mut ignored = Losses::default();
        sort_out(&members, &mut ignored)?;
        let choice = Choice::read(members.get("tool_choice"))?;
        let (offered, names) = match members.get("tools").filter(|_| choice.offers) {
            Some(json) => tools::read(json, &mut |name| ignored.note(name))?,
            None => (Vec::new(), Names::default()),
        };
        let messages = members.get("messages");
        let messages = messages.ok_or_else(|| Failure::invalid("messages: Field required"))?;
        let output_config = output_config(&members)?;
        let launch = Launch {
            model: model(&members)?,
            system: turns::system(members.get("system"))?,
            tools: Arc::from(offered),
            thinking: thinking(members.get("thinking"))?,
            display: members.get("thinking").and_then(display),
            effort: effort(output_config.as_ref())?,
            max_tokens: max_tokens(&members)?,
            schema: format(&members, output_config.as_ref())?,
        };
        Ok(Self {
            turns: turns::read(messages, &mut ignored)?,
            launch,
            names,
            stream: members.is_true("stream"),
            one_call: choice.one,
            ignored,
        })
    }
}

fn sort_out(members: &Members<'_>, ignored: &mut Losses) -> Result<(), Failure> {
    for (name, _) in members.all() {
        match name {
            "thread" => {
                return Err(Failure {
                    details: Some(Box::new(json!({
                        "error_code": "thread_unsupported_request",
                        "unsupported": ["thread"],
                    }))),
                    ..Failure::invalid(NO_THREADS)
                });
            }
            name if REFUSED.contains(&name) => {
                let message = format!("{name}: Claude Code mode has no place for it. {API_MODE}");
                return Err(Failure::invalid(message));
            }
            name if SILENT.contains(&name) || READ.contains(&name) => {}
            name => ignored.note(name),
        }
    }
    Ok(())
}

/// Which calls the client wants.
struct Choice {
    offers: bool,
    one: bool,
}

impl Choice {
    fn read(json: Option<&str>) -> Result<Self, Failure> {
        let Some(json) = json else {
            return Ok(Self {
                offers: true,
                one: false,
            });
        };
        let members = Members::read(json)
            .ok_or_else(|| Failure::invalid("tool_choice: must be an object"))?;
        let one = members.is_true("disable_parallel_tool_use");
        match members.text("type").as_deref() {
            Some("auto") => Ok(Self { offers: true, one }),
            Some("none") => Ok(Self {
                offers: false,
                one: false,
            }),
            Some("any" | "tool") => Err(Failure::invalid(format!(
                "tool_choice: Claude Code mode cannot force a call; ask with \"auto\". {API_MODE}"
            ))),
            _ => Err(Failure::invalid(
                "tool_choice.type: must be auto, any, tool or none",
            )),
        }
    }
}

/// The name goes into an argument: it must not look like another one.
fn model(members: &Members<'_>) -> Result<String, Failure> {
    let model = members.text("model");
    let model = model.ok_or_else(|| Failure::invalid("model: Field required"))?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._:@/[]".contains(c);
    if model.is_empty() || model.len() > 128 || model.starts_with('-') || !model.chars().all(fits) {
        return Err(Failure::invalid("model: this is no model's name"));
    }
    Ok(model)
}

fn max_tokens(members: &Members<'_>) -> Result<u64, Failure> {
    members
        .number("max_tokens")
        .filter(|most| *most > 0)
        .ok_or_else(|| Failure::invalid("max_tokens: Field required, a whole number of at least 1"))
}

fn thinking(json: Option<&str>) -> Result<Thinking, Failure> {
    let Some(json) = json else {
        return Ok(Thinking::Off);
    };
    let members =
        Members::read(json).ok_or_else(|| Failure::invalid("thinking: must be an object"))?;
    match (
        members.text("type").as_deref(),
        members.number("budget_tokens"),
    ) {
        (Some("disabled"), _) => Ok(Thinking::Off),
        (Some("adaptive"), _) => Ok(Thinking::Adaptive),
        (Some("enabled"), Some(budget)) => Ok(Thinking::Budget(budget)),
        (Some("enabled"), None) => Err(Failure::invalid("thinking.budget_tokens: Field required")),
        _ => Err(Failure::invalid(
            "thinking.type: must be enabled, adaptive or disabled",
        )),
    }
}

fn display(json: &str) -> Option<Display> {
    match Members::read(json)?.text("display")?.as_str() {
        "summarized" => Some(Display::Summarized),
        "omitted" => Some(Display::Omitted),
        _ => None,
    }
}

/// The levels by the name that API and command share.
const EFFORTS: [&str; 5] = ["low", "medium", "high", "xhigh", "max"];

fn output_config<'a>(members: &Members<'a>) -> Result<Option<Members<'a>>, Failure> {
    let Some(json) = members.get("output_config") else {
        return Ok(None);
    };
    let members = Members::read(json);
    let members = members.ok_or_else(|| Failure::invalid("output_config: must be an object"))?;
    Ok(Some(members))
}

/// The schema of the answer: in `output_config.format`, or in `output_format`, as that was called before (source:
/// Anthropic API docs, "Structured outputs", as the beta of 2025-11-13 had it).
fn format(
    members: &Members<'_>,
    output_config: Option<&Members<'_>>,
) -> Result<Option<String>, Failure> {
    let now = output_config.and_then(|members| members.get("format"));
    match (now, members.get("output_format")) {
        (Some(_), Some(_)) => Err(Failure::invalid(
            "output_format: the same as output_config.format; send one of them",
        )),
        (Some(json), None) => schema(json, "output_config.format").map(Some),
        (None, Some(json)) => schema(json, "output_format").map(Some),
        (None, None) => Ok(None),
    }
}

/// The schema of the format that stands in the member `name`.
fn schema(json: &str, name: &str) -> Result<String, Failure> {
    let wrong = |why: &str| Failure::invalid(format!("{name}{why}"));
    let members = Members::read(json).ok_or_else(|| wrong(": must be an object"))?;
    if members.text("type").as_deref() != Some("json_schema") {
        return Err(wrong(".type: must be json_schema"));
    }
    let schema = members.get("schema").filter(|json| json.starts_with('{'));
    let schema = schema.ok_or_else(|| wrong(".schema: Field required, an object"))?;
    // The command knows draft 7 alone, and takes no schema that names another, whatever is in it.
    Ok(
        match Members::read(schema).filter(|members| members.get("$schema").is_some()) {
            Some(members) => {
                members.rewrite(|name, json| (name != "$schema").then(|| json.to_owned()))
            }
            None => schema.to_owned(),
        },
    )
}

fn effort(output_config: Option<&Members<'_>>) -> Result<Option<&'static str>, Failure> {
    let Some(members) = output_config else {
        return Ok(None);
    };
    let Some(asked) = members.text("effort") else {
        return Ok(None);
    };
    let level = EFFORTS.into_iter().find(|level| *level == asked);
    let level = level.ok_or_else(|| {
        Failure::invalid("output_config.effort: must be low, medium, high, xhigh or max")
    });
    level.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> Result<Asked, Failure> {
        let body = format!(
            r#"{{"model":"claude-sonnet-5","max_tokens":9,"messages":[{{"role":"user","content":"hi"}}]{more}}}"#
        );
        Asked::read(body.as_bytes())
    }

    #[test]
    fn what_would_change_the_answers_shape_is_refused_with_a_way_out() {
        for more in [
            r#","tool_choice":{"type":"any"}"#,
            r#","tool_choice":{"type":"tool","name":"t"}"#,
            r#","mcp_servers":[]"#,
            r#","container":"c""#,
        ] {
            let failure = read(more).err().unwrap();
            assert_eq!(failure.status, 400);
            assert!(
                failure.message.contains("claude.mode"),
                "{}",
                failure.message
            );
        }
    }

    #[test]
    fn a_schema_is_taken_as_it_is_written() {
        let asked = read(
            r#","output_config":{"format":{"type":"json_schema","schema":{"type": "object","minimum":1.0}}}"#,
        );
        let schema = asked.unwrap().launch.schema;
        assert_eq!(schema.unwrap(), r#"{"type": "object","minimum":1.0}"#);
        let asked = read(
            r#","output_config":{"format":{"type":"json_schema","schema":{"$schema":"draft","type":"object"}}}"#,
        );
        let schema = asked.unwrap().launch.schema;
        assert_eq!(schema.unwrap(), r#"{"type":"object"}"#);
        for format in [
            r#""json""#,
            r#"{"type":"json_object"}"#,
            r#"{"type":"json_schema"}"#,
            r#"{"type":"json_schema","schema":[]}"#,
        ] {
            let failure = read(&format!(r#","output_config":{{"format":{format}}}"#));
            assert_eq!(failure.err().unwrap().status, 400, "{format}");
        }
    }

    #[test]
    fn a_schema_may_come_by_its_name_of_before_but_not_by_both() {
        let format = r#"{"type":"json_schema","schema":{"type":"object"}}"#;
        let before = format!(r#","output_format":{format}"#);
        let schema = read(&before).unwrap().launch.schema;
        assert_eq!(schema.unwrap(), r#"{"type":"object"}"#);
        let both = format!(r#"{before},"output_config":{{"format":{format}}}"#);
        let failure = read(&both).err().unwrap();
        assert_eq!(failure.status, 400);
        assert!(failure.message.starts_with("output_format: "));
    }

    #[test]
    fn what_only_tunes_the_answer_is_ignored_and_named() {
        let asked = read(
            r#","temperature":0.5,"top_p":1,"top_k":null,"stop_sequences":["x"],"metadata":{"user_id":"u"}"#,
        )
        .unwrap();
        assert_eq!(asked.ignored.line(), "temperature, top_p, metadata");
    }

    #[test]
    fn a_thread_is_refused_in_the_words_that_make_an_sdk_send_all_messages() {
        let details = read(r#","thread":{"type":"create"}"#)
            .err()
            .unwrap()
            .details
            .unwrap();
        assert_eq!(details["error_code"], "thread_unsupported_request");
        assert_eq!(details["unsupported"][0], "thread");
    }

    #[test]
    fn thinking_is_off_unless_asked_for() {
        assert_eq!(read("").unwrap().launch.thinking, Thinking::Off);
        let budget = read(r#","thinking":{"type":"enabled","budget_tokens":2000}"#).unwrap();
        assert_eq!(budget.launch.thinking, Thinking::Budget(2000));
        let shown = read(
            r#","thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"}"#,
        );
        let shown = shown.unwrap().launch;
        assert_eq!(shown.thinking, Thinking::Adaptive);
        assert_eq!(
            (shown.display, shown.effort),
            (Some(Display::Summarized), Some("low"))
        );
    }

    #[test]
    fn no_model_can_pass_for_another_argument() {
        for model in ["--mcp-config", "-p", "", "a b", "a\u{0}b"] {
            let body = json!({"model": model, "max_tokens": 1, "messages": [{"role": "user", "content": "x"}]});
            assert!(Asked::read(body.to_string().as_bytes()).is_err(), "{model}");
        }
    }

    #[test]
    fn with_tool_choice_none_no_tool_is_offered() {
        let tools = r#","tools":[{"name":"t","input_schema":{"type":"object"}}]"#;
        assert_eq!(read(tools).unwrap().launch.tools.len(), 1);
        let none = read(&format!(r#"{tools},"tool_choice":{{"type":"none"}}"#)).unwrap();
        assert!(none.launch.tools.is_empty());
    }
}
