//! What somebody most likely meant.

use std::collections::BTreeSet;

use strsim::jaro_winkler;

use super::{Key, keys};

/// How alike two words must be (Jaro–Winkler, 0 to 1) to be taken for each other.
const ALIKE: f64 = 0.84;
/// The same for a word in another section, where a chance likeness misleads more.
const ALIKE_ELSEWHERE: f64 = 0.93;

/// The key that `path` most likely means: misspelled, or put into another section.
pub(crate) fn nearest_key(path: &str) -> Option<&'static Key> {
    let path = path.to_ascii_lowercase();
    let (section, word) = split(&path);
    let score = |key: &Key| {
        let (key_section, key_word) = split(key.path);
        let (sections, words) = (
            jaro_winkler(section, key_section),
            jaro_winkler(word, key_word),
        );
        match sections >= ALIKE {
            true if words >= ALIKE => Some(sections + words),
            false if words >= ALIKE_ELSEWHERE => Some(words),
            _ => None,
        }
    };
    let scored = keys().iter().filter_map(|key| Some((score(key)?, key)));
    scored
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, key)| key)
}

/// The section that `name` most likely means.
pub(crate) fn nearest_section(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    sections()
        .into_iter()
        .map(|section| (jaro_winkler(&name, section), section))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, section)| section)
}

/// Every section, nested ones too: `claude`, `claude.oauth`.
pub(crate) fn sections() -> BTreeSet<&'static str> {
    let ends = |path: &'static str| path.match_indices('.').map(move |(end, _)| &path[..end]);
    keys().iter().flat_map(|key| ends(key.path)).collect()
}

/// The section and the word after it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}
