//! What was asked lately, for a window that shows it: who asked, who answered, how long it took and how many tokens it
//! cost. Never what was said.
//!
//! Bounded in every direction: the last 500 requests and those that are open, with every text cut. Where nobody
//! asked for it at start, nothing is recorded and nothing is paid.

mod book;
mod entry;
mod passing;
mod record;
mod witness;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Method;
use http::request::Parts;
use tokio::sync::watch;

use crate::routes::is_public;
use crate::stop::Stop;
use book::Book;

pub(crate) use entry::{Entry, kind_name};
pub use record::Record;
pub(crate) use witness::Witness;

/// The requests of a gateway, as they come and go. Cheap to clone; it stays readable when its gateway has ended.
#[derive(Debug, Clone)]
pub struct Activity(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    recording: bool,
    book: Mutex<Book>,
    changes: watch::Sender<u64>,
    /// When this is over, what ends early was ended by us.
    stop: Stop,
}

impl Activity {
    pub(crate) fn new(recording: bool, stop: Stop) -> Self {
        Self(Arc::new(Shared {
            recording,
            book: Mutex::default(),
            changes: watch::Sender::new(0),
            stop,
        }))
    }

    /// Ticks whenever a request comes, goes or gets further.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// The records that changed after `seq`, the oldest request first, and the number to ask with next time; 0 asks for
    /// all that are kept. Numbers grow in the whole process: one that another gateway gave misses nothing here.
    #[must_use]
    pub fn since(&self, seq: u64) -> (Vec<Record>, u64) {
        self.book().since(seq)
    }

    /// How many requests are open now.
    #[must_use]
    pub fn live(&self) -> usize {
        self.book().live()
    }

    /// Begins the record of a request, if it is to have one.
    pub(crate) fn begin(&self, request: &Parts) -> Option<Entry> {
        if !self.0.recording || !is_told(request) {
            return None;
        }
        let (id, seq) = self.book().open(record::begun(request));
        self.0.changes.send_replace(seq);
        let is_head = request.method == Method::HEAD;
        Some(Entry::new(self.clone(), id, is_head))
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut book::Kept)) {
        let seq = self.book().change(id, change);
        self.tick(seq);
    }

    fn end(&self, id: u64, change: impl FnOnce(&mut book::Kept)) {
        let seq = self.book().end(id, change);
        self.tick(seq);
    }

    /// `None`: that record has ended before.
    fn tick(&self, seq: Option<u64>) {
        if let Some(seq) = seq {
            self.0.changes.send_replace(seq);
        }
    }

    fn is_stopping(&self) -> bool {
        self.0.stop.is_over()
    }

    /// Held for a few moves of memory only, never across an await.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Requests to a model, or that were meant to be: not what browsers and supervisors ask by themselves.
fn is_told(request: &Parts) -> bool {
    let path = request.uri.path();
    request.method != Method::OPTIONS
        && !is_public(path)
        && (request.method == Method::POST || path.contains("/v1/"))
}
