//! Whose the reasoning is that went out unsealed.
//!
//! The Codex command gets its backend's own bytes, so that its sessions go on without ccproxy too. What it brings back may
//! meet another account by then, which would refuse the whole request for the sake of reasoning that is not its own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use formats::conversation::Seal;
use lru::LruCache;

/// How many payloads are remembered: those of some hundred long sessions, in some hundred KiB.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add((16 << 10) - 1);

/// Remembers, in memory only, who made which reasoning. The longest unused go first.
#[derive(Debug)]
pub(crate) struct Origins(Mutex<Known>);

#[derive(Debug)]
struct Known {
    makers: LruCache<u64, u64>,
    /// The only maker so far; `None` once there are more.
    only: Option<u64>,
}

impl Default for Origins {
    fn default() -> Self {
        Self(Mutex::new(Known {
            makers: LruCache::new(MOST),
            only: None,
        }))
    }
}

impl Origins {
    /// `payload` was made by the provider, account and model of `seal`.
    pub(crate) fn note(&self, payload: &str, seal: &Seal) {
        let maker = print(seal);
        let mut known = self.known();
        if known.makers.is_empty() {
            known.only = Some(maker);
        } else if known.only.is_some_and(|only| only != maker) {
            known.only = None;
        }
        known.makers.put(print(payload), maker);
    }

    /// Whether anything is known of somebody else than that of `seal`.
    pub(crate) fn knows_others(&self, seal: &Seal) -> bool {
        let known = self.known();
        !known.makers.is_empty() && known.only != Some(print(seal))
    }

    /// Whether somebody else than that of `seal` made `payload`. Of what is not known, nobody is said to have made it.
    pub(crate) fn is_foreign(&self, payload: &str, seal: &Seal) -> bool {
        let mut known = self.known();
        let maker = known.makers.get(&print(payload));
        maker.is_some_and(|maker| *maker != print(seal))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Enough to tell them apart: nothing is kept that could be read.
fn print(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_is_foreign_to_all_but_its_maker_and_unknown_reasoning_to_nobody() {
        let origins = Origins::default();
        let seal = |account| Seal::new("codex", account, "m");
        assert!(!origins.knows_others(&seal("a")));
        origins.note("gAAA", &seal("a"));
        assert!(!origins.knows_others(&seal("a")) && origins.knows_others(&seal("b")));
        assert!(!origins.is_foreign("gAAA", &seal("a")));
        assert!(origins.is_foreign("gAAA", &seal("b")));
        assert!(!origins.is_foreign("gAAB", &seal("b")));
        origins.note("gAAB", &seal("b"));
        assert!(origins.knows_others(&seal("a")) && origins.is_foreign("gAAB", &seal("a")));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let origins = Origins::default();
        let seal = Seal::new("codex", "a", "m");
        for n in 0..=MOST.get() {
            origins.note(&n.to_string(), &seal);
        }
        let other = Seal::new("codex", "b", "m");
        assert!(!origins.is_foreign("0", &other));
        assert!(origins.is_foreign("1", &other));
    }
}
