//! Counts of tokens (source: openai-python 3.57.0, `ResponseUsage`).

use crate::conversation::Usage;
use crate::json::Writer;

/// Writes what was used. What the provider did not count is 0.
pub(super) fn write(usage: &Usage, writer: &mut Writer<'_>) {
    let (input, output) = (usage.prompt(), usage.output.unwrap_or(0));
    writer.raw("{\"input_tokens\":").number(input);
    writer
        .key("input_tokens_details")
        .raw("{\"cached_tokens\":")
        .number(usage.cache_read.unwrap_or(0));
    writer
        .key("cache_write_tokens")
        .number(usage.cache_write.unwrap_or(0))
        .raw("}");
    writer.key("output_tokens").number(output);
    writer
        .key("output_tokens_details")
        .raw("{\"reasoning_tokens\":")
        .number(usage.reasoning.unwrap_or(0))
        .raw("}");
    writer
        .key("total_tokens")
        .number(input.saturating_add(output))
        .raw("}");
}
