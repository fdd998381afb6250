//! Counts of tokens (source: openai-python 3.57.0, `CompletionUsage`).

use super::wire;
use crate::conversation::Usage;
use crate::json::Writer;

/// Writes what was used. What the provider did not count is 0, but for thoughts, which are left out.
pub(super) fn write(usage: &Usage, out: &mut Vec<u8>) {
    let (prompt, completion) = (usage.prompt(), usage.output.unwrap_or(0));
    let mut body = Writer(out);
    body.raw("{\"prompt_tokens\":").number(prompt);
    body.key("completion_tokens").number(completion);
    body.key("total_tokens")
        .number(prompt.saturating_add(completion));
    body.key("prompt_tokens_details")
        .raw("{\"cached_tokens\":")
        .number(usage.cache_read.unwrap_or(0));
    if let Some(written) = usage.cache_write {
        body.key("cache_write_tokens").number(written);
    }
    body.raw("}");
    if let Some(reasoning) = usage.reasoning {
        body.key("completion_tokens_details")
            .raw("{\"reasoning_tokens\":")
            .number(reasoning)
            .raw("}");
    }
    body.raw("}");
}

/// What was used, as the model counts it: the prompt without what came from or went into the cache.
pub(super) fn read(usage: wire::Usage<'_>) -> Usage {
    let prompt = usage.prompt_tokens_details.unwrap_or_default();
    let (cache_read, cache_write) = (prompt.cached_tokens, prompt.cache_write_tokens);
    let cached = cache_read
        .unwrap_or(0)
        .saturating_add(cache_write.unwrap_or(0));
    Usage {
        input: usage.prompt_tokens.map(|all| all.saturating_sub(cached)),
        cache_read,
        cache_write,
        output: usage.completion_tokens,
        reasoning: usage
            .completion_tokens_details
            .and_then(|details| details.reasoning_tokens),
    }
}
