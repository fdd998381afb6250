use std::task::Context;
use std::time::{Duration, Instant};

use bytes::Bytes;

/// A batch goes out at this size, whatever comes behind it.
const FULL: usize = 32 << 10;
/// Events that follow one another faster than this come thick.
const THICK: Duration = Duration::from_micros(500);
/// Turns that the connection upstream gets to bring the next event; one is not enough (measured).
const TURNS: u8 = 3;

/// Joins events that come thick into one write, without a timer.
///
/// hyper hands over one chunk per task switch, and each would be written and flushed alone: one system call per event.
/// So while events come thick, a batch in hand waits for up to three turns of the scheduler; an event that comes alone
/// goes out at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    held: Vec<Bytes>,
    size: usize,
    turns: u8,
    last: Option<Instant>,
}

impl Batch {
    pub(super) fn push(&mut self, data: Bytes) {
        if data.is_empty() {
            return;
        }
        self.size += data.len();
        self.held.push(data);
        let now = Instant::now();
        let thick = self.last.is_some_and(|last| now - last < THICK);
        self.turns = if thick { TURNS } else { 0 };
        self.last = Some(now);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    pub(super) fn full(&self) -> bool {
        self.size >= FULL
    }

    /// Whether to let the scheduler turn once more before the batch goes out; then the task is woken at once.
    pub(super) fn wait_for_more(&mut self, cx: &Context<'_>) -> bool {
        let wait = !self.held.is_empty() && self.turns > 0;
        if wait {
            self.turns -= 1;
            cx.waker().wake_by_ref();
        }
        wait
    }

    /// Everything in hand, in order.
    pub(super) fn take(&mut self) -> Option<Bytes> {
        self.size = 0;
        match self.held.len() {
            0 => None,
            1 => self.held.pop(),
            _ => {
                let joined = self.held.concat();
                self.held.clear();
                Some(joined.into())
            }
        }
    }
}
