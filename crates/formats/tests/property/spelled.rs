//! Strings, and the many ways that JSON has to spell one and the same.

use proptest::prelude::*;

/// What a string says, and how it stands on the wire.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Spelled {
    /// What it says.
    pub(crate) plain: String,
    /// The same between two quotes, escaped one way or another.
    pub(crate) wire: String,
}

impl Spelled {
    /// `plain`, each letter spelled as `seed` has it; a seed of 0 escapes only what must be.
    pub(crate) fn of(plain: impl Into<String>, seed: u64) -> Self {
        let plain = plain.into();
        let mut wire = String::with_capacity(plain.len());
        let mut dice = seed;
        for letter in plain.chars() {
            let way = if seed == 0 { 0 } else { roll(&mut dice) % 8 };
            spell(letter, way, &mut wire);
        }
        Self { plain, wire }
    }

    /// `plain`, spelled the usual way.
    pub(crate) fn usual(plain: impl Into<String>) -> Self {
        Self::of(plain, 0)
    }
}

impl std::fmt::Debug for Spelled {
    /// The wire says both.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\"", self.wire)
    }
}

/// The next of a row of numbers that look random (splitmix64).
fn roll(dice: &mut u64) -> u64 {
    *dice = dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *dice;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn spell(letter: char, way: u64, out: &mut String) {
    let mut units = [0; 2];
    match (way, letter) {
        (6, _) => {
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
        (7, _) => {
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04X}"));
            }
        }
        (5, '/') => out.push_str("\\/"),
        _ => {
            let quoted = serde_json::to_string(&letter).unwrap();
            out.push_str(&quoted[1..quoted.len() - 1]);
        }
    }
}

/// Strings that match `pattern`. (A pattern that is used as a strategy itself is read anew for each string.)
pub(crate) fn like(pattern: &str) -> impl Strategy<Value = String> + use<> {
    prop::string::string_regex(pattern).unwrap()
}

/// How the letters of a text are spelled: the usual way as often as not.
pub(crate) fn seeds() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), any::<u64>()]
}

/// What people and models write, with at least one letter that can be seen.
pub(crate) fn texts() -> impl Strategy<Value = Spelled> {
    let letters = prop_oneof![
        4 => like("[a-zA-Z0-9 .,!?]{0,24}"),
        2 => like("[\\x00-\\x7f]{0,12}"),
        2 => like("\\PC{0,12}"),
        1 => like("[😀🦀é☃\u{0}\u{1f}\u{7f}\u{2028}\u{feff}\\\\\"/\n\r\t]{0,12}"),
        1 => Just("data: {\"x\":1}\n\nevent: ping\n\n".to_owned()),
    ];
    (like("[a-zA-Z0-9é😀\\\\\"]"), letters, seeds())
        .prop_map(|(first, rest, seed)| Spelled::of(first + &rest, seed))
}

/// `text`, which was one, in pieces that are cut between any two letters.
pub(crate) fn pieces(
    texts: impl Strategy<Value = String>,
) -> impl Strategy<Value = (String, Vec<Spelled>)> {
    let cuts = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    (texts, cuts, seeds()).prop_map(|(text, cuts, seed)| {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut at: Vec<usize> = match ends.len() {
            0 => Vec::new(),
            _ => cuts.iter().map(|cut| ends[cut.index(ends.len())]).collect(),
        };
        at.sort_unstable();
        at.push(text.len());
        let mut from = 0;
        let pieces = at
            .into_iter()
            .map(|to| Spelled::of(&text[std::mem::replace(&mut from, to)..to], seed))
            .collect();
        (text, pieces)
    })
}
