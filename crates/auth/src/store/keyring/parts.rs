//! Entries that are larger than the keyring allows, in parts.
//!
//! The entry itself then holds a pointer, `parts:GENERATION:COUNT:CHECK`, and the text lies in the entries
//! `user.GENERATION.0`, `user.GENERATION.1`, … . A new text goes into the parts of the other of two generations, and the
//! pointer flips last: whoever dies in between, the pointer leads to a whole text. With only two generations every later
//! write finds what a dead writer left.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};

use super::backend::Entries;
use crate::store::StoreError;

/// How an entry that is a pointer begins. Our texts are JSON objects, which do not.
const POINTER: &str = "parts:";

/// How often a text is read again whose parts somebody is changing.
const ATTEMPTS: usize = 4;

/// No text is larger: a bound for what a damaged pointer can ask for.
const MOST: usize = 512;

/// Entries of any size over entries of at most `cap` bytes.
pub(super) struct Parts<E> {
    entries: E,
    cap: usize,
}

struct Pointer {
    generation: u8,
    count: usize,
    check: String,
}

impl<E: Entries> Parts<E> {
    pub(super) fn new(entries: E, cap: usize) -> Self {
        // A pointer must fit, and a whole character.
        Self {
            entries,
            cap: cap.max(32),
        }
    }

    fn collect(
        &mut self,
        user: &str,
        pointer: &Pointer,
    ) -> Result<Option<SecretString>, StoreError> {
        let mut parts = Vec::new();
        for index in 0..pointer.count {
            match self.entries.get(&part(user, pointer.generation, index))? {
                Some(part) => parts.push(part),
                None => return Ok(None),
            }
        }
        let room = parts.iter().map(|part| part.expose_secret().len()).sum();
        let mut text = String::with_capacity(room);
        for part in &parts {
            text.push_str(part.expose_secret());
        }
        let text = SecretString::from(text);
        Ok((check(&text) == pointer.check).then_some(text))
    }

    /// Removes the parts from `first` on, the last one first: what is left when this dies still begins at `first`.
    fn clear(&mut self, user: &str, generation: u8, first: usize) -> Result<(), StoreError> {
        let mut end = first;
        while end < MOST && self.entries.get(&part(user, generation, end))?.is_some() {
            end += 1;
        }
        for index in (first..end).rev() {
            self.entries.delete(&part(user, generation, index))?;
        }
        Ok(())
    }

    fn pointer(&mut self, user: &str) -> Result<Option<Pointer>, StoreError> {
        Ok(self
            .entries
            .get(user)?
            .and_then(|text| Pointer::parse(text.expose_secret())))
    }
}

impl<E: Entries> Entries for Parts<E> {
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some(text) = self.entries.get(user)? else {
                return Ok(None);
            };
            let Some(pointer) = Pointer::parse(text.expose_secret()) else {
                return Ok(Some(text));
            };
            if let Some(text) = self.collect(user, &pointer)? {
                return Ok(Some(text));
            }
        }
        Err(StoreError::Keyring {
            why: "a part of an entry is missing; log in again".to_owned(),
        })
    }

    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError> {
        let old = self.pointer(user)?.map(|pointer| pointer.generation);
        if text.expose_secret().len() <= self.cap {
            self.entries.set(user, text)?;
            self.clear(user, 0, 0)?;
            return self.clear(user, 1, 0);
        }
        let generation = u8::from(old == Some(0));
        let pieces = cut(text.expose_secret(), self.cap);
        if pieces.len() > MOST {
            return Err(StoreError::Keyring {
                why: "the entry is too large for it".to_owned(),
            });
        }
        for (index, piece) in pieces.iter().enumerate() {
            self.entries
                .set(&part(user, generation, index), &SecretString::from(*piece))?;
        }
        let pointer = Pointer {
            generation,
            count: pieces.len(),
            check: check(text),
        };
        self.entries
            .set(user, &SecretString::from(pointer.to_text()))?;
        self.clear(user, 1 - generation, 0)?;
        self.clear(user, generation, pieces.len())
    }

    fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
        let was_there = self.entries.delete(user)?;
        self.clear(user, 0, 0)?;
        self.clear(user, 1, 0)?;
        Ok(was_there)
    }
}

impl Pointer {
    fn parse(text: &str) -> Option<Self> {
        let mut fields = text.strip_prefix(POINTER)?.split(':');
        let pointer = Self {
            generation: fields.next()?.parse().ok().filter(|its| *its < 2)?,
            count: fields.next()?.parse().ok().filter(|its| *its <= MOST)?,
            check: fields.next()?.to_owned(),
        };
        fields.next().is_none().then_some(pointer)
    }

    fn to_text(&self) -> String {
        format!("{POINTER}{}:{}:{}", self.generation, self.count, self.check)
    }
}

fn part(user: &str, generation: u8, index: usize) -> String {
    format!("{user}.{generation}.{index}")
}

/// Tells a whole text from one that two writers made: no protection, and too short to tell anything of the text.
fn check(text: &SecretString) -> String {
    let digest = Sha256::digest(text.expose_secret().as_bytes());
    digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Pieces of at most `cap` bytes, each whole characters.
fn cut(mut text: &str, cap: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let end = text.floor_char_boundary(cap);
        let (piece, rest) = text.split_at(end);
        pieces.push(piece);
        text = rest;
    }
    pieces
}

#[cfg(test)]
mod tests;
