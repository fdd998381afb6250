use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::stop::Stop;

/// After this much silence the client gets a comment, so that nothing on the way takes the stream for dead.
const SILENCE: Duration = Duration::from_secs(15);

/// What may happen to a stream while its provider says nothing.
#[derive(Debug)]
pub(super) struct Quiet {
    timer: Pin<Box<Sleep>>,
    stop: Stop,
    spoke: Instant,
    /// The task that the timer was told to wake: it need not be told again while it is the same.
    told: Option<Waker>,
}

/// Why a waiting stream is to go on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wake {
    Nothing,
    Silence,
    Stop,
}

impl Quiet {
    pub(super) fn new(stop: &Stop) -> Self {
        let now = Instant::now();
        Self {
            timer: Box::pin(sleep_until(now + SILENCE)),
            stop: stop.clone(),
            spoke: now,
            told: None,
        }
    }

    /// Something was sent to the client just now.
    pub(super) fn spoke(&mut self) {
        self.spoke = Instant::now();
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Wake {
        // The connection's task is woken when it comes.
        if self.stop.is_over() {
            return Wake::Stop;
        }
        let told = self.told.as_ref().is_some_and(|w| w.will_wake(cx.waker()));
        if told && !self.timer.is_elapsed() {
            return Wake::Nothing;
        }
        self.told = Some(cx.waker().clone());
        while self.timer.as_mut().poll(cx) == Poll::Ready(()) {
            let due = self.spoke + SILENCE;
            if due <= Instant::now() {
                self.spoke = Instant::now();
                self.timer.as_mut().reset(self.spoke + SILENCE);
                // The timer must hear of the task again.
                self.told = None;
                return Wake::Silence;
            }
            self.timer.as_mut().reset(due);
        }
        Wake::Nothing
    }
}
