//! What OpenAI's models take and refuse, as data (sources: OpenAI API docs, "Reasoning models" and the pages of the
//! models; openai-python 3.57.0, `ReasoningEffort`).

use crate::conversation::Effort;

/// What a model takes and refuses, beyond what all do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Model {
    thinks: Thinks,
}

/// How a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thinks {
    /// Not at all.
    Never,
    /// By these levels, from least to most, or as little as this.
    By(&'static [Effort], &'static str),
}

const ONE: &[Effort] = &[Effort::Medium];
const MOST: &[Effort] = &[Effort::High];
const UPPER: &[Effort] = &[Effort::Medium, Effort::High, Effort::ExtraHigh];
const THREE: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High];
const FOUR: &[Effort] = &[Effort::Minimal, Effort::Low, Effort::Medium, Effort::High];
const MORE: &[Effort] = &[Effort::Low, Effort::Medium, Effort::High, Effort::ExtraHigh];
const ALL: &[Effort] = &[
    Effort::Low,
    Effort::Medium,
    Effort::High,
    Effort::ExtraHigh,
    Effort::Max,
];

/// The first row counts whose first word a name begins with, and whose second it has in it. A model of which nothing is
/// known is taken for a new one. More sources: `ReasoningEffort` of earlier openai-python (`gpt-5-pro`, `gpt-5.1`); the API's own messages,
/// as in Laisky/one-api issues 266 and 285 (`-chat`), CortexReach/memory-lancedb-pro issue 201 (`gpt-5.1`);
/// anomalyco/opencode issue 36141 (`max`).
const MODELS: [(&str, &str, Thinks); 24] = [
    ("gpt-3.5", "", Thinks::Never),
    ("gpt-4", "", Thinks::Never),
    ("chatgpt-4o", "", Thinks::Never),
    ("gpt-5-chat", "", Thinks::Never),
    ("gpt-5.", "-chat", Thinks::By(ONE, "medium")),
    ("gpt-5-pro", "", Thinks::By(MOST, "high")),
    ("gpt-5.", "-pro", Thinks::By(UPPER, "medium")),
    ("gpt-5-codex", "", Thinks::By(THREE, "low")),
    ("gpt-5.1-codex-max", "", Thinks::By(MORE, "low")),
    ("gpt-5.1-codex", "", Thinks::By(THREE, "low")),
    ("gpt-5.", "-codex", Thinks::By(MORE, "low")),
    ("gpt-5.1", "", Thinks::By(THREE, "none")),
    ("gpt-5.2", "", Thinks::By(MORE, "none")),
    ("gpt-5.3", "", Thinks::By(MORE, "none")),
    ("gpt-5.4", "", Thinks::By(MORE, "none")),
    ("gpt-5.5", "", Thinks::By(MORE, "none")),
    ("gpt-5.", "", Thinks::By(ALL, "none")),
    ("gpt-5", "", Thinks::By(FOUR, "minimal")),
    ("gpt-", "", Thinks::By(ALL, "none")),
    ("o", "-deep-research", Thinks::By(ONE, "medium")),
    ("o1", "", Thinks::By(THREE, "low")),
    ("o3", "", Thinks::By(THREE, "low")),
    ("o4", "", Thinks::By(THREE, "low")),
    ("codex-", "", Thinks::By(THREE, "low")),
];
const UNKNOWN: Thinks = Thinks::By(MORE, "low");

impl Model {
    /// The model of that name.
    pub(super) fn of(name: &str) -> Self {
        // A fine-tuned model's name begins with that of its base.
        let name = name.strip_prefix("ft:").unwrap_or(name);
        let found =
            (MODELS.iter()).find(|(begins, has, _)| name.starts_with(begins) && name.contains(has));
        Self {
            thinks: found.map_or(UNKNOWN, |(_, _, thinks)| *thinks),
        }
    }

    /// Whether it reasons: if so it takes efforts, and no sampling.
    pub(super) fn reasons(self) -> bool {
        self.thinks != Thinks::Never
    }

    /// What it takes that is nearest to not thinking at all.
    pub(super) fn least(self) -> Option<&'static str> {
        match self.thinks {
            Thinks::Never => None,
            Thinks::By(_, least) => Some(least),
        }
    }

    /// The level that it takes and that is nearest to `wanted`: the most of what is not more than that, or its least.
    pub(super) fn nearest(self, wanted: Effort) -> Option<Effort> {
        let Thinks::By(efforts, _) = self.thinks else {
            return None;
        };
        let known = efforts.iter().rev().find(|known| **known <= wanted);
        known.or(efforts.first()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_a_model_takes() {
        use Effort::{ExtraHigh, High, Low, Max, Medium, Minimal};
        for (name, least, minimal, max) in [
            ("gpt-4o-mini", None, None, None),
            ("gpt-4.1", None, None, None),
            ("ft:gpt-4o:org::x", None, None, None),
            ("gpt-5-chat-latest", None, None, None),
            (
                "gpt-5.1-chat-latest",
                Some("medium"),
                Some(Medium),
                Some(Medium),
            ),
            ("gpt-5-mini", Some("minimal"), Some(Minimal), Some(High)),
            ("gpt-5-pro", Some("high"), Some(High), Some(High)),
            ("gpt-5-codex", Some("low"), Some(Low), Some(High)),
            ("gpt-5.1", Some("none"), Some(Low), Some(High)),
            ("gpt-5.1-codex-mini", Some("low"), Some(Low), Some(High)),
            ("gpt-5.1-codex-max", Some("low"), Some(Low), Some(ExtraHigh)),
            ("gpt-5.3-codex", Some("low"), Some(Low), Some(ExtraHigh)),
            ("gpt-5.4-mini", Some("none"), Some(Low), Some(ExtraHigh)),
            ("gpt-5.4-pro", Some("medium"), Some(Medium), Some(ExtraHigh)),
            ("gpt-5.6-sol", Some("none"), Some(Low), Some(Max)),
            ("gpt-6.1-sol", Some("none"), Some(Low), Some(Max)),
            ("o4-mini", Some("low"), Some(Low), Some(High)),
            (
                "o4-mini-deep-research",
                Some("medium"),
                Some(Medium),
                Some(Medium),
            ),
            ("codex-mini-latest", Some("low"), Some(Low), Some(High)),
            ("something-new", Some("low"), Some(Low), Some(ExtraHigh)),
        ] {
            let model = Model::of(name);
            assert_eq!(model.least(), least, "{name}");
            assert_eq!(model.reasons(), least.is_some(), "{name}");
            assert_eq!(model.nearest(Minimal), minimal, "{name}");
            assert_eq!(model.nearest(Max), max, "{name}");
        }
    }
}
