//! What each model takes and refuses, as data.
//!
//! Sources: Anthropic API docs, "Migrating to Claude", "Models overview", "Effort", "Extended thinking", "Mid-conversation
//! system messages"; the default of `max_tokens` is what the `claude` command asks of these models (measured with 2.1.331).

use crate::conversation::Effort;

/// What a model takes and refuses, beyond what all do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// What `max_tokens` is where the client names no limit; the API wants one.
    pub max_tokens: u64,
    /// Which sampling parameters it takes.
    pub sampling: Sampling,
    /// How it thinks.
    pub thinks: Thinks,
    /// Whether it goes on from an assistant's turn at the end.
    pub prefill: bool,
    /// Whether system messages may stand between turns.
    pub system_turns: bool,
    /// Whether a call can be forced.
    pub forced_calls: bool,
}

/// Which sampling parameters a model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// All of them.
    Any,
    /// `temperature` or `top_p`, not both.
    One,
    /// None but at their defaults.
    Defaults,
}

/// How a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thinks {
    /// With a budget of tokens, if asked to.
    ByBudget,
    /// As it sees fit, if asked to, by one of these levels.
    Adaptively(&'static [Effort]),
    /// The same, whether asked to or not.
    Always(&'static [Effort]),
}

const EFFORTS: &[Effort] = &[
    Effort::Low,
    Effort::Medium,
    Effort::High,
    Effort::ExtraHigh,
    Effort::Max,
];
const FIRST_EFFORTS: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High, Effort::Max];

/// A model of which nothing is known gets what the client said, and answers for itself.
const UNKNOWN: Limits = Limits {
    max_tokens: 32_000,
    sampling: Sampling::Any,
    thinks: Thinks::Adaptively(EFFORTS),
    prefill: true,
    system_turns: false,
    forced_calls: true,
};
const CLAUDE_3: Limits = Limits {
    max_tokens: 4_096,
    thinks: Thinks::ByBudget,
    ..UNKNOWN
};
const CLAUDE_3_5: Limits = Limits {
    max_tokens: 8_192,
    ..CLAUDE_3
};
const CLAUDE_4: Limits = Limits {
    max_tokens: 32_000,
    ..CLAUDE_3
};
const CLAUDE_4_5: Limits = Limits {
    max_tokens: 64_000,
    sampling: Sampling::One,
    ..CLAUDE_4
};
const CLAUDE_4_6: Limits = Limits {
    thinks: Thinks::Adaptively(FIRST_EFFORTS),
    prefill: false,
    ..CLAUDE_4_5
};
const CLAUDE_4_7: Limits = Limits {
    sampling: Sampling::Defaults,
    thinks: Thinks::Adaptively(EFFORTS),
    ..CLAUDE_4_6
};
const CLAUDE_5: Limits = Limits {
    system_turns: true,
    ..CLAUDE_4_7
};
const OPUS_5_5: Limits = Limits {
    thinks: Thinks::Always(EFFORTS),
    forced_calls: false,
    ..CLAUDE_5
};

/// Families with the version from which a row holds, newest first.
const MODELS: [(&str, (u32, u32), Limits); 19] = [
    ("opus", (5, 5), OPUS_5_5),
    ("opus", (4, 8), CLAUDE_5),
    ("opus", (4, 7), CLAUDE_4_7),
    ("opus", (4, 6), CLAUDE_4_6),
    ("opus", (4, 5), CLAUDE_4_5),
    ("opus", (4, 0), CLAUDE_4),
    ("opus", (0, 0), CLAUDE_3),
    ("sonnet", (5, 0), CLAUDE_5),
    ("sonnet", (4, 6), CLAUDE_4_6),
    ("sonnet", (4, 5), CLAUDE_4_5),
    ("sonnet", (3, 7), CLAUDE_4),
    ("sonnet", (3, 5), CLAUDE_3_5),
    ("sonnet", (0, 0), CLAUDE_3),
    ("haiku", (5, 0), CLAUDE_5),
    ("haiku", (4, 5), CLAUDE_4_5),
    ("haiku", (3, 5), CLAUDE_3_5),
    ("haiku", (0, 0), CLAUDE_3),
    ("fable", (0, 0), CLAUDE_5),
    ("mythos", (5, 0), CLAUDE_5),
];
/// A preview without a version.
const MYTHOS_PREVIEW: (&str, Limits) = ("mythos-preview", CLAUDE_4_7);

impl Limits {
    /// The limits of `model`, judged by family and version, so that a newer model of a family has its latest limits.
    ///
    /// ```
    /// use formats::messages::Limits;
    /// assert!(Limits::of("claude-sonnet-4-5-20250929").prefill);
    /// assert!(!Limits::of("claude-opus-5-5").forced_calls);
    /// ```
    #[must_use]
    pub fn of(model: &str) -> Self {
        if model.contains(MYTHOS_PREVIEW.0) {
            return MYTHOS_PREVIEW.1;
        }
        let version = version(model);
        MODELS
            .iter()
            .find(|(family, since, _)| version >= *since && model.contains(family))
            .map_or(UNKNOWN, |(_, _, limits)| *limits)
    }
}

impl Thinks {
    /// The levels of effort that the model knows; none where it thinks by budget.
    #[must_use]
    pub fn efforts(self) -> &'static [Effort] {
        match self {
            Self::ByBudget => &[],
            Self::Adaptively(efforts) | Self::Always(efforts) => efforts,
        }
    }
}

/// `claude-opus-4-5-20251101` and `claude-3-5-sonnet-latest` alike: one or two short numbers. Dates are long.
fn version(model: &str) -> (u32, u32) {
    let mut numbers = model
        .split(['-', '.', '@', ':'])
        .filter(|part| part.len() <= 2)
        .filter_map(|part| part.parse().ok());
    let major = numbers.next().unwrap_or(0);
    (major, numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_limits_are_those_of_its_family_and_version() {
        for (model, limits) in [
            ("claude-opus-5-5", OPUS_5_5),
            ("claude-opus-6", OPUS_5_5),
            ("claude-opus-5", CLAUDE_5),
            ("claude-opus-4-8", CLAUDE_5),
            ("claude-opus-4-7", CLAUDE_4_7),
            ("claude-opus-4-6", CLAUDE_4_6),
            ("claude-opus-4-5-20251101", CLAUDE_4_5),
            ("claude-opus-4-20250514", CLAUDE_4),
            ("claude-sonnet-5-5", CLAUDE_5),
            ("claude-sonnet-4-20250514", CLAUDE_4),
            ("claude-3-7-sonnet-20250219", CLAUDE_4),
            ("claude-3-5-sonnet-latest", CLAUDE_3_5),
            ("claude-haiku-5-5", CLAUDE_5),
            ("claude-haiku-4-5-20251001", CLAUDE_4_5),
            ("claude-3-haiku-20240307", CLAUDE_3),
            ("claude-fable-5-2", CLAUDE_5),
            ("claude-mythos-5-1", CLAUDE_5),
            ("claude-mythos-preview", CLAUDE_4_7),
            ("anthropic.claude-sonnet-4-5@20250929", CLAUDE_4_5),
            ("my-own", UNKNOWN),
        ] {
            assert_eq!(Limits::of(model), limits, "{model}");
        }
    }
}
