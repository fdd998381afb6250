use std::collections::BTreeMap;

use super::*;

const CAP: usize = 40;

/// Entries in memory with the cap, which stop working after a number of changes.
#[derive(Clone, Default)]
struct Capped {
    entries: BTreeMap<String, String>,
    changes_left: Option<usize>,
}

impl Capped {
    fn change(&mut self) -> Result<(), StoreError> {
        match &mut self.changes_left {
            Some(0) => Err(StoreError::Keyring {
                why: "dead".to_owned(),
            }),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Entries for Capped {
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError> {
        Ok(self.entries.get(user).cloned().map(SecretString::from))
    }

    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError> {
        assert!(text.expose_secret().len() <= CAP, "over the cap");
        self.change()?;
        let text = text.expose_secret().to_owned();
        self.entries.insert(user.to_owned(), text);
        Ok(())
    }

    fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
        self.change()?;
        Ok(self.entries.remove(user).is_some())
    }
}

fn text(letter: char, length: usize) -> SecretString {
    SecretString::from(letter.to_string().repeat(length))
}

fn read(parts: &mut Parts<Capped>) -> Option<String> {
    let text = parts.get("claude").unwrap();
    text.map(|text| text.expose_secret().to_owned())
}

#[test]
fn texts_of_every_size_come_back_whole_and_leave_nothing_of_the_last_one() {
    let mut parts = Parts::new(Capped::default(), CAP);
    assert_eq!(read(&mut parts), None);
    for length in [1, CAP, CAP + 1, 500, 81, 80, 40, 300, 200, 900, 3, 0] {
        for letter in ['x', 'é', '𝄞'] {
            let text = text(letter, length);
            parts.set("claude", &text).unwrap();
            assert_eq!(read(&mut parts).as_deref(), Some(text.expose_secret()));
            let bytes: usize = parts.entries.entries.values().map(String::len).sum();
            assert!(
                bytes <= text.expose_secret().len() + 30,
                "{bytes} of {length}"
            );
        }
    }
    parts.set("claude", &text('z', 400)).unwrap();
    assert!(parts.delete("claude").unwrap());
    assert!(!parts.delete("claude").unwrap());
    assert_eq!(parts.entries.entries, BTreeMap::new());
}

#[test]
fn a_writer_that_dies_at_any_step_leaves_a_whole_text_and_the_next_one_cleans_up() {
    for (before, after) in [(300, 500), (500, 100), (20, 300), (300, 20), (41, 41)] {
        for steps in 0.. {
            let mut parts = Parts::new(Capped::default(), CAP);
            parts.set("claude", &text('a', 700)).unwrap();
            parts.set("claude", &text('b', before)).unwrap();
            parts.entries.changes_left = Some(steps);
            let done = parts.set("claude", &text('c', after)).is_ok();
            parts.entries.changes_left = None;
            let seen = read(&mut parts).unwrap();
            let (old, new) = (text('b', before), text('c', after));
            assert!(
                seen == old.expose_secret() || seen == new.expose_secret(),
                "{before} to {after}, dead after {steps} changes: {seen}"
            );
            parts.set("claude", &text('d', 60)).unwrap();
            assert_eq!(read(&mut parts).unwrap(), "d".repeat(60));
            let bytes: usize = parts.entries.entries.values().map(String::len).sum();
            assert!(bytes < 60 + 30, "{:?}", parts.entries.entries.keys());
            if done {
                break;
            }
        }
    }
}

#[test]
fn a_removal_that_dies_at_any_step_removes_all_or_is_finished_by_the_next() {
    for steps in 0.. {
        let mut parts = Parts::new(Capped::default(), CAP);
        parts.set("claude", &text('a', 500)).unwrap();
        parts.entries.changes_left = Some(steps);
        let done = parts.delete("claude").is_ok();
        parts.entries.changes_left = None;
        let seen = read(&mut parts);
        assert!(seen.is_none() || seen == Some("a".repeat(500)));
        parts.delete("claude").unwrap();
        assert_eq!(parts.entries.entries, BTreeMap::new());
        if done {
            break;
        }
    }
}

#[test]
fn a_text_with_a_missing_or_foreign_part_is_an_error_and_no_half_text() {
    for damage in [None, Some("canary")] {
        let mut parts = Parts::new(Capped::default(), CAP);
        parts.set("claude", &text('a', 100)).unwrap();
        let entries = &mut parts.entries.entries;
        match damage {
            None => entries.remove("claude.0.1"),
            Some(text) => entries.insert("claude.0.1".to_owned(), text.to_owned()),
        };
        let error = parts.get("claude").unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[test]
fn a_damaged_pointer_asks_for_nothing_without_end() {
    for pointer in [
        "parts:0:99999999999:x",
        "parts:7:1:x",
        "parts:",
        "parts:0:1:x:y",
    ] {
        assert!(Pointer::parse(pointer).is_none(), "{pointer}");
    }
    assert!(Pointer::parse(r#"{"accessToken":"a"}"#).is_none());
}
