//! Whether all that was said is said again, in order.

use std::collections::HashMap;

use super::Said;

/// # Panics
/// If something of `said` is missing in `written`, stands in another place, or something was made up.
///
/// A format may join texts and may put words of its own between them; nothing else may change.
pub(crate) fn assert_kept(said: &[Said], written: &[Said]) {
    let (mut at, mut offset) = (0, 0);
    for one in said
        .iter()
        .filter(|one| !matches!(one, Said::Result { .. }))
    {
        loop {
            let Some(other) = written.get(at) else {
                panic!("{one:?} is missing, or not in its place, in {written:#?}");
            };
            if let Some(end) = found(one, other, offset) {
                offset = end;
                break;
            }
            (at, offset) = (at + 1, 0);
        }
    }
    assert_results_kept(said, written);
    assert_nothing_made_up(said, written);
}

/// Whether `other`, of which `offset` bytes are accounted for, says `one`; where that ends.
fn found(one: &Said, other: &Said, offset: usize) -> Option<usize> {
    let within = |text: &str, whole: &str| {
        let at = whole[offset..].find(text)?;
        Some(offset + at + text.len())
    };
    match (one, other) {
        (Said::System(text), Said::System(whole))
        | (Said::User(text), Said::User(whole))
        | (Said::Assistant(text), Said::Assistant(whole)) => within(text, whole),
        (Said::Media(a), Said::Media(b)) => (offset == 0 && a == b).then_some(1),
        (
            Said::Call {
                name, arguments, ..
            },
            Said::Call {
                name: its_name,
                arguments: its_arguments,
                ..
            },
        ) => (offset == 0 && name == its_name && same_json(arguments, its_arguments)).then_some(1),
        _ => None,
    }
}

/// White space around a value is not part of it; all else is compared byte for byte.
fn same_json(a: &str, b: &str) -> bool {
    a.trim() == b.trim()
}

/// Each result still belongs to the same call, the n-th of the conversation, and says the same.
fn assert_results_kept(said: &[Said], written: &[Said]) {
    let (before, after) = (results(said), results(written));
    assert_eq!(
        before.len(),
        after.len(),
        "results were lost or made up: {written:#?}"
    );
    for (call, text) in before {
        // A format without a mark for failures says so in words.
        assert!(
            after[&call].ends_with(&text),
            "the result of call {call} is {:?}, not {text:?}",
            after[&call]
        );
    }
}

/// What each call, by its place in the conversation, came to.
pub(crate) fn results(said: &[Said]) -> HashMap<usize, String> {
    let mut calls: HashMap<&str, usize> = HashMap::new();
    let mut results = HashMap::new();
    let mut count = 0;
    for one in said {
        match one {
            Said::Call { id, .. } => {
                // Used again, an id means the last call that has it.
                calls.insert(id, count);
                count += 1;
            }
            Said::Result { call, text } => {
                let call = calls
                    .get(call.as_str())
                    .unwrap_or_else(|| panic!("no call {call}"));
                let again = results.insert(*call, text.clone());
                assert_eq!(again, None, "two results of call {call}");
            }
            _ => {}
        }
    }
    results
}

fn assert_nothing_made_up(said: &[Said], written: &[Said]) {
    let length = |said: &[Said]| {
        said.iter()
            .filter_map(Said::text)
            .map(str::len)
            .sum::<usize>()
    };
    let others = |said: &[Said]| said.iter().filter(|one| one.text().is_none()).count();
    assert_eq!(
        others(said),
        others(written),
        "calls or media were made up: {written:#?}"
    );
    // Joints between texts, a word before a failed result, and whose result a picture is from.
    let room = 64 * (said.len() + 1);
    assert!(
        length(written) <= length(said) + room,
        "words were made up: {written:#?}"
    );
}
