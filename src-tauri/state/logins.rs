//! Logins that go through a browser: one at a time, and a new one takes over.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use auth::oauth::PasteBox;
use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::prepared::{Done, Prepared};
use crate::views::{
    logins::{LoginKind, LoginPhase, LoginProgress},
    sentence,
};

/// The login that is under way.
#[derive(Debug, Default)]
pub(crate) struct Logins {
    current: Mutex<Option<Underway>>,
    count: AtomicU64,
    progress: watch::Sender<Option<LoginProgress>>,
}

#[derive(Debug)]
struct Underway {
    number: u64,
    stop: CancellationToken,
    task: JoinHandle<()>,
    address: watch::Receiver<Option<String>>,
    pastes: Option<PasteBox>,
}

/// There is no login for which something could be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginsError {
    /// None is under way.
    #[error("No login is under way. Start it again.")]
    None,
    /// The pasted text does not belong to it.
    #[error("{}", sentence(&.0.to_string()))]
    Paste(#[from] auth::oauth::PasteError),
    /// It takes no pasted text.
    #[error("This login goes on in the browser alone.")]
    NoPaste,
    /// There is no address to open.
    #[error("There is no page to open again. Cancel, and start the login again.")]
    NoAddress,
}

impl Logins {
    /// A receiver of the progress.
    pub(crate) fn progress(&self) -> watch::Receiver<Option<LoginProgress>> {
        self.progress.subscribe()
    }

    /// Ends the login that is under way; its port is free when this returns.
    pub(crate) async fn cancel(&self) {
        let underway = self.take();
        if let Some(underway) = underway {
            underway.stop.cancel();
            // A task that panicked has ended too.
            let _ = underway.task.await;
        }
        self.progress.send_replace(None);
    }

    /// Follows a login to its end in a task of its own. `ended` is called when it has come to something.
    pub(crate) fn follow(
        self: &std::sync::Arc<Self>,
        kind: LoginKind,
        prepared: Prepared,
        ended: impl FnOnce(&Done) -> bool + Send + 'static,
    ) {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let stop = CancellationToken::new();
        let can_paste = prepared.pastes.is_some();
        self.progress
            .send_replace(Some(LoginProgress::waiting(kind, can_paste)));
        let (logins, stopped, outcome) = (self.clone(), stop.clone(), prepared.outcome);
        let task = tokio::spawn(async move {
            let outcome = tokio::select! {
                () = stopped.cancelled() => return,
                outcome = outcome => outcome,
            };
            let progress = match outcome {
                Ok(done) => LoginProgress {
                    first_plan_use: ended(&done),
                    ..LoginProgress::ended(kind, LoginPhase::Done, done.words())
                },
                Err(why) => LoginProgress::ended(kind, LoginPhase::Failed, sentence(&why)),
            };
            logins.end(number, progress);
        });
        let underway = Underway {
            number,
            stop,
            task,
            address: prepared.address,
            pastes: prepared.pastes,
        };
        let before = self.put(underway);
        if let Some(before) = before {
            before.stop.cancel();
        }
    }

    /// Takes what the person copied in the browser.
    pub(crate) fn paste(&self, text: &str) -> Result<(), LoginsError> {
        let pastes = {
            let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            let underway = current.as_ref().ok_or(LoginsError::None)?;
            underway.pastes.clone().ok_or(LoginsError::NoPaste)?
        };
        pastes.submit(text)?;
        self.progress.send_modify(|progress| {
            if let Some(progress) = progress
                && progress.phase == LoginPhase::Waiting
            {
                progress.phase = LoginPhase::Finishing;
            }
        });
        Ok(())
    }

    /// The page to open again.
    pub(crate) fn address(&self) -> Result<String, LoginsError> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let underway = current.as_ref().ok_or(LoginsError::None)?;
        let address = underway.address.borrow().clone();
        address.ok_or(LoginsError::NoAddress)
    }

    /// Says something about the login that is under way.
    pub(crate) fn remark(&self, message: &str) {
        self.progress.send_modify(|progress| {
            if let Some(progress) = progress
                && progress.phase == LoginPhase::Waiting
            {
                progress.message = Some(message.to_owned());
            }
        });
    }

    fn end(&self, number: u64, progress: LoginProgress) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        // A login that was taken over has nothing to say; one that ended before it was put down has.
        if current.as_ref().is_some_and(|now| now.number > number) {
            return;
        }
        *current = None;
        drop(current);
        self.progress.send_replace(Some(progress));
    }

    fn take(&self) -> Option<Underway> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.take()
    }

    fn put(&self, new: Underway) -> Option<Underway> {
        if new.task.is_finished() {
            return self.take();
        }
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.replace(new)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use tokio::{sync::oneshot, time::timeout};

    use super::*;

    fn prepared() -> (Prepared, oneshot::Sender<Result<Done, String>>) {
        let (end, ended) = oneshot::channel();
        let outcome = Box::pin(async move { ended.await.unwrap_or(Err("gone".into())) });
        let prepared = Prepared {
            address: watch::channel(Some("https://example.org/".into())).1,
            pastes: None,
            outcome,
        };
        (prepared, end)
    }

    async fn sees(logins: &Logins, phase: LoginPhase) -> LoginProgress {
        let mut progress = logins.progress();
        let seen = progress.wait_for(|now| now.as_ref().is_some_and(|now| now.phase == phase));
        let seen = timeout(Duration::from_secs(5), seen)
            .await
            .expect("in time");
        seen.expect("told").clone().expect("a login")
    }

    #[tokio::test]
    async fn a_login_tells_its_end() {
        let logins = Arc::new(Logins::default());
        let (one, end) = prepared();
        logins.follow(LoginKind::Claude, one, |_| false);
        sees(&logins, LoginPhase::Waiting).await;
        assert_eq!(logins.address().expect("one"), "https://example.org/");
        let done = Done {
            account: Some("ada@example.org".into()),
            plan_use: None,
        };
        end.send(Ok(done)).expect("followed");
        let told = sees(&logins, LoginPhase::Done).await;
        assert_eq!(
            told.message.as_deref(),
            Some("Logged in as ada@example.org.")
        );
        assert!(matches!(logins.address(), Err(LoginsError::None)));
    }

    #[tokio::test]
    async fn a_new_login_takes_over_and_the_old_one_says_nothing_more() {
        let logins = Arc::new(Logins::default());
        let (one, first) = prepared();
        logins.follow(LoginKind::Claude, one, |_| false);
        let (two, second) = prepared();
        logins.follow(LoginKind::Codex, two, |_| false);
        let _ = first.send(Err("the old one failed".into()));
        second.send(Err("no network".into())).expect("followed");
        let told = sees(&logins, LoginPhase::Failed).await;
        assert_eq!(told.kind, LoginKind::Codex);
        assert_eq!(told.message.as_deref(), Some("No network."));
    }

    #[tokio::test]
    async fn a_cancelled_login_leaves_nothing_behind() {
        let logins = Arc::new(Logins::default());
        let (one, end) = prepared();
        logins.follow(LoginKind::Chatgpt, one, |_| true);
        logins.cancel().await;
        assert!(end.is_closed(), "the login still listens");
        assert_eq!(*logins.progress().borrow(), None);
        assert!(matches!(logins.paste("x"), Err(LoginsError::None)));
    }
}
