//! Plausible token counts: four bytes a token is the usual estimate.

use serde_json::Value;

use super::answers::{Item, Usage};

/// The usage of an answer. A prompt under a cache key is half read from the cache.
pub(crate) fn usage(body: &Value, items: &[Item]) -> Usage {
    let fields = ["instructions", "input", "messages", "tools", "functions"];
    let length: usize = fields
        .iter()
        .filter_map(|field| body.get(field))
        .map(|value| value.to_string().len())
        .sum();
    let input = length / 4 + 8;
    let cached = if body["prompt_cache_key"].is_string() {
        input / 2
    } else {
        0
    };
    let count = |reasoning: bool| -> usize {
        let counted = items.iter().filter(|item| item.is_reasoning() == reasoning);
        counted.map(Item::tokens).sum()
    };
    Usage {
        input,
        cached,
        output: (count(true) + count(false)).max(1),
        reasoning: count(true),
    }
}
