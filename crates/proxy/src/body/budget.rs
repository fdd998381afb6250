use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that all request bodies of the process may hold together.
#[derive(Debug)]
pub(crate) struct Budget {
    free: AtomicU64,
}

/// What one body holds of the budget; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    budget: Arc<Budget>,
    held: u64,
}

/// The budget has not that much left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spent;

impl Budget {
    /// A budget of so many bytes.
    pub(crate) fn new(bytes: u64) -> Arc<Self> {
        Arc::new(Self {
            free: AtomicU64::new(bytes),
        })
    }

    pub(crate) fn share(self: &Arc<Self>) -> Share {
        Share {
            budget: Arc::clone(self),
            held: 0,
        }
    }
}

impl Share {
    /// Takes `more` bytes.
    pub(crate) fn grow(&mut self, more: u64) -> Result<(), Spent> {
        if more > 0 {
            self.budget
                .free
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| {
                    free.checked_sub(more)
                })
                .map_err(|_| Spent)?;
            self.held += more;
        }
        Ok(())
    }

    /// Makes sure that at least `size` bytes are held.
    pub(crate) fn cover(&mut self, size: u64) -> Result<(), Spent> {
        self.grow(size.saturating_sub(self.held))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.free.fetch_add(self.held, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_comes_back_when_it_is_dropped() {
        let budget = Budget::new(10);
        let mut a = budget.share();
        a.grow(4).unwrap();
        a.cover(3).unwrap();
        a.cover(6).unwrap();
        let mut b = budget.share();
        assert_eq!(b.grow(5), Err(Spent));
        b.grow(4).unwrap();
        drop(a);
        b.grow(6).unwrap();
        assert_eq!(b.grow(1), Err(Spent));
    }
}
