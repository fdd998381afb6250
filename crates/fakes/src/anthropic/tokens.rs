//! Plausible token counts. Nobody outside the vendor has the tokenizer; four bytes a token is the usual estimate.

use serde_json::Value;

use super::reply::{Block, Usage};

/// About how many tokens a request's prompt counts.
pub(crate) fn prompt(body: &Value) -> usize {
    let length: usize = ["system", "messages", "tools"]
        .iter()
        .filter_map(|field| body.get(field))
        .map(|value| value.to_string().len())
        .sum();
    length / 4 + 8
}

/// The usage of an answer. A prompt with a cache breakpoint is half read from the cache and an eighth written to it.
pub(crate) fn usage(body: &Value, blocks: &[Block]) -> Usage {
    let prompt = prompt(body);
    let cached = body.to_string().contains("\"cache_control\"");
    let (cache_read, cache_creation) = if cached {
        (prompt / 2, prompt / 8)
    } else {
        (0, 0)
    };
    Usage {
        input: prompt - cache_read - cache_creation,
        cache_creation,
        cache_read,
        output: blocks.iter().map(Block::tokens).sum::<usize>().max(1),
        thinking: blocks
            .iter()
            .filter(|block| block.is_thinking())
            .map(Block::tokens)
            .sum(),
    }
}
