use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::activity::Entry;

/// How many requests are open: from their arrival to the last byte of their answer.
#[derive(Debug, Clone, Default)]
pub struct OpenRequests(Arc<AtomicUsize>);

/// One open request; it is closed when this is dropped.
#[derive(Debug)]
pub(crate) struct OpenRequest {
    all: OpenRequests,
    entry: Option<Entry>,
}

impl OpenRequests {
    /// One more. `entry`: its record, where requests are recorded.
    pub(crate) fn open(&self, entry: Option<Entry>) -> OpenRequest {
        self.0.fetch_add(1, Ordering::Relaxed);
        OpenRequest {
            all: self.clone(),
            entry,
        }
    }

    /// How many there are now.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl OpenRequest {
    /// Its record, where requests are recorded.
    pub(crate) fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        self.all.0.fetch_sub(1, Ordering::Relaxed);
    }
}
