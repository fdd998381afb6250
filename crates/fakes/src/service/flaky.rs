//! First attempts of the `flaky` scenario.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// How many texts are remembered; beyond that all are forgotten.
const KEPT: usize = 10_000;

/// The texts that were asked once and refused.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<BTreeSet<String>>);

impl Attempts {
    /// Whether this is the first of two attempts with `text`.
    pub(crate) fn is_first(&self, text: &str) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.remove(text) {
            return false;
        }
        if asked.len() == KEPT {
            asked.clear();
        }
        asked.insert(text.to_owned())
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
