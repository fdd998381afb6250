use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::Backend;
use crate::store::StoreError;

/// More calls than this do not wait: a keyring answers within milliseconds, or is stuck.
const QUEUE: usize = 32;

/// Who makes the backend, in the thread that uses it.
pub(super) type Open = Arc<dyn Fn() -> Box<dyn Backend> + Send + Sync>;

type Job = Box<dyn FnOnce(&mut dyn Backend) + Send>;

/// The one thread that talks to the keyring. It starts with the first call, and ends when this is dropped and the call
/// that it is in has come back.
pub(super) struct Thread {
    patience: Duration,
    open: Open,
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    busy: Arc<Busy>,
}

/// What the thread is at.
#[derive(Default)]
struct Busy {
    since: Mutex<Option<Instant>>,
    asking: AtomicBool,
}

impl Thread {
    pub(super) fn new(patience: Duration, open: Open) -> Self {
        Self {
            patience,
            open,
            jobs: Mutex::default(),
            busy: Arc::default(),
        }
    }

    /// Has the thread do `work`.
    ///
    /// # Errors
    /// Those of `work`. `Locked` where the person has not answered the keyring's question in time, `Keyring` where it
    /// has not answered for another reason; `work` may then still be done, later. A call whose turn never came in its
    /// time is not done.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Backend) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(false, work).await
    }

    /// As [`call`](Self::call), for work that waits for a person.
    ///
    /// # Errors
    /// As `call`.
    pub(super) async fn call_asking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Backend) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(true, work).await
    }

    async fn run<T: Send + 'static>(
        &self,
        asking: bool,
        work: impl FnOnce(&mut dyn Backend) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        // Behind a call that is stuck nobody waits again.
        if self.busy.longer_than(self.patience) {
            return Err(self.too_slow());
        }
        let (answer, answered) = oneshot::channel();
        let busy = Arc::clone(&self.busy);
        let job: Job = Box::new(move |backend| {
            if answer.is_closed() {
                return;
            }
            busy.begin(asking);
            let outcome = work(backend);
            busy.end();
            // A caller that has gone meanwhile has got its error.
            let _ = answer.send(outcome);
        });
        self.jobs()?.try_send(job).map_err(|_| self.too_slow())?;
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(StoreError::Keyring {
                why: "its library gave up in the middle of a call".to_owned(),
            }),
            Err(_) => Err(self.too_slow()),
        }
    }

    fn too_slow(&self) -> StoreError {
        if self.busy.asking.load(Ordering::Relaxed) {
            StoreError::Locked
        } else {
            StoreError::Keyring {
                why: format!("no answer within {} seconds", self.patience.as_secs_f32()),
            }
        }
    }

    /// The queue of a thread that lives.
    fn jobs(&self) -> Result<mpsc::Sender<Job>, StoreError> {
        let mut jobs = held(&self.jobs);
        if let Some(live) = jobs.as_ref().filter(|jobs| !jobs.is_closed()) {
            return Ok(live.clone());
        }
        let (sender, receiver) = mpsc::channel(QUEUE);
        let open = Arc::clone(&self.open);
        let busy = Arc::clone(&self.busy);
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || serve(receiver, &open, &busy))
            .map_err(|error| StoreError::Keyring {
                why: format!("its thread could not be started ({error})"),
            })?;
        Ok(jobs.insert(sender).clone())
    }
}

fn serve(mut jobs: mpsc::Receiver<Job>, open: &Open, busy: &Busy) {
    let mut backend = open();
    while let Some(job) = jobs.blocking_recv() {
        // The libraries below have panics of their own. One ends its call, and the next starts afresh.
        if catch_unwind(AssertUnwindSafe(|| job(backend.as_mut()))).is_err() {
            busy.end();
            backend = open();
        }
    }
}

impl Busy {
    fn begin(&self, asking: bool) {
        self.asking.store(asking, Ordering::Relaxed);
        *held(&self.since) = Some(Instant::now());
    }

    fn end(&self) {
        *held(&self.since) = None;
        self.asking.store(false, Ordering::Relaxed);
    }

    fn longer_than(&self, patience: Duration) -> bool {
        held(&self.since).is_some_and(|since| since.elapsed() >= patience)
    }
}

/// No holder of these locks can panic in between, and what they hold is whole at any time.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
