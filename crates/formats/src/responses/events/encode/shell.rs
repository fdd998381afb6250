use crate::json::{Json, Writer, object};

object! {
    /// What the model calls a shell with.
    struct Command<'a> {
        command: Json<'a> = "command",
        env: Json<'a> = "env",
        timeout_ms: Json<'a> = "timeout_ms",
        user: Json<'a> = "user",
        working_directory: Json<'a> = "working_directory",
    }
}

/// Writes what a shell is to run (source: openai-python 3.57.0, `LocalShellCallAction`). Arguments that are cut off run
/// nothing.
pub(super) fn action(arguments: &str, writer: &mut Writer<'_>) {
    let command: Command<'_> = serde_json::from_str(arguments).unwrap_or_default();
    writer.raw("{\"type\":\"exec\"").key("command");
    match &command.command {
        Some(words) => writer.json_on_a_line(words),
        None => writer.raw("[]"),
    };
    writer.key("env");
    match &command.env {
        Some(env) => writer.json_on_a_line(env),
        None => writer.raw("{}"),
    };
    for (name, value) in [
        ("timeout_ms", &command.timeout_ms),
        ("user", &command.user),
        ("working_directory", &command.working_directory),
    ] {
        if let Some(value) = value {
            writer.key(name).json_on_a_line(value);
        }
    }
    writer.raw("}");
}
