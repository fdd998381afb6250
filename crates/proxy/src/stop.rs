use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// A moment that comes once, and that many tasks wait for: ports close, or the grace time is over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    token: CancellationToken,
    over: Arc<AtomicBool>,
}

impl Stop {
    /// Now.
    pub(crate) fn now(&self) {
        self.over.store(true, Ordering::Release);
        self.token.cancel();
    }

    /// Whether the moment has come. One load: for what is polled by a task that waits with [`Stop::stopping`] already.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Resolves when the moment has come.
    pub(crate) async fn wait(&self) {
        self.token.cancelled().await;
    }

    /// The same, for a task that is polled often, as by each event of a stream.
    pub(crate) fn stopping(&self) -> Stopping {
        Stopping {
            waiting: Box::pin(self.token.clone().cancelled_owned()),
            over: Arc::clone(&self.over),
            told: None,
        }
    }
}

/// Waits for a [`Stop`]. While nothing happens a poll costs one load: the wait itself is shared by all tasks, and is
/// told only once whom to wake.
#[derive(Debug)]
pub(crate) struct Stopping {
    waiting: Pin<Box<WaitForCancellationFutureOwned>>,
    over: Arc<AtomicBool>,
    told: Option<Waker>,
}

impl Stopping {
    pub(crate) fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if self.over.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        if self.told.as_ref().is_some_and(|w| w.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        self.told = Some(cx.waker().clone());
        self.waiting
            .as_mut()
            .poll(&mut Context::from_waker(cx.waker()))
    }
}
