use super::wire::StopDetails;
use crate::conversation::Stop;
use crate::json::{Str, Text, Writer};

/// Why an answer ended, from `stop_reason` and what goes with it (source: anthropic-python 2.13.0, `StopReason`).
pub(super) fn read<'a>(
    reason: Str<'a>,
    sequence: Option<Text<'a>>,
    details: Option<StopDetails<'a>>,
) -> Stop<'a> {
    match &*reason {
        "end_turn" => Stop::EndTurn,
        "tool_use" => Stop::Calls,
        "max_tokens" => Stop::MaxTokens,
        "model_context_window_exceeded" => Stop::ContextWindow,
        "stop_sequence" => Stop::Sequence(sequence),
        "pause_turn" => Stop::Pause,
        "refusal" => Stop::Refusal(details.and_then(|details| details.explanation)),
        _ => Stop::Other(reason),
    }
}

/// `stop_reason` of an answer that ended so.
fn name<'s>(stop: &'s Stop<'_>) -> &'s str {
    match stop {
        Stop::EndTurn => "end_turn",
        Stop::Calls => "tool_use",
        Stop::MaxTokens => "max_tokens",
        Stop::ContextWindow => "model_context_window_exceeded",
        Stop::Sequence(_) => "stop_sequence",
        Stop::Pause => "pause_turn",
        Stop::Refusal(_) => "refusal",
        Stop::Other(name) => name,
    }
}

/// Members `stop_reason`, `stop_sequence`, and `stop_details` where a refusal has words.
pub(super) fn write(stop: &Stop<'_>, writer: &mut Writer<'_>) {
    writer.key("stop_reason").string(name(stop));
    writer.key("stop_sequence");
    match stop {
        Stop::Sequence(Some(text)) => writer.text(text),
        _ => writer.raw("null"),
    };
    if let Stop::Refusal(Some(why)) = stop {
        writer.key("stop_details").raw(r#"{"type":"refusal""#);
        writer.key("explanation").text(why).raw("}");
    }
}
