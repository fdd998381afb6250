use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::token::ahead;
use crate::token::flight::{Flight, Pause};
use crate::token::refresh::{Ground, Refreshed, Unsaved, Why, refresh};
use crate::token::{Account, AccountId, Clock, Error, Login};

/// After a refusal was answered by new tokens, and those are refused too, it is not the tokens: nobody renews again for
/// this long.
const AFTER_REFUSAL: Duration = Duration::from_secs(60);

type Landed = Result<Arc<Login>, Error>;

/// Hands out the header value of a login: from memory and without waiting while it is fresh, else after the one refresh
/// that all who need it share. That refresh is a task of its own: cancelling a request does not cancel it.
pub struct TokenSource<A: Account> {
    shared: Arc<Shared<A>>,
}

pub(crate) struct Shared<A: Account> {
    account: A,
    state: PathBuf,
    clock: Clock,
    current: ArcSwap<Landed>,
    flight: Flight<Landed>,
    pause: Pause<Error>,
    unsaved: Mutex<Option<Unsaved<A::Entry>>>,
    refused: Mutex<Option<Instant>>,
    changes: watch::Sender<u64>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl<A: Account> TokenSource<A> {
    /// A source over `account`, as it is stored now. Locks and the journal lie in `state`.
    pub async fn open(account: A, state: PathBuf, clock: Clock) -> Self {
        let shared = Arc::new(Shared {
            current: ArcSwap::from_pointee(Err(Error::Missing(A::KIND))),
            account,
            state,
            clock,
            flight: Flight::default(),
            pause: Pause::default(),
            unsaved: Mutex::new(None),
            refused: Mutex::new(None),
            changes: watch::Sender::new(0),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        });
        shared.reload().await;
        Self { shared }
    }

    /// Renews the login ahead of its end from now on, until this is dropped. Does nothing for a login that another
    /// program renews too.
    pub fn renew_ahead(&self) {
        if A::AHEAD {
            let task = ahead::run(Arc::clone(&self.shared));
            self.shared.tasks.spawn(task);
        }
    }

    /// Reads the store again, as after a change by another process.
    pub async fn reload(&self) {
        self.shared.pause.end();
        self.shared.reload().await;
    }

    /// The login, if it may be sent to `origin`, fresh for at least a minute wherever that can be had.
    ///
    /// # Errors
    /// Why there is none to hand out.
    pub async fn login(&self, setting: &'static str, origin: &str) -> Result<Arc<Login>, Error> {
        let ready = match &**self.shared.current.load() {
            Ok(login) if login.is_fresh(self.shared.clock.now()) => Some(Arc::clone(login)),
            Err(error) if error.needs_login() => return Err(error.clone()),
            _ => None,
        };
        let login = match ready {
            Some(login) => login,
            None => self.shared.renewed().await?,
        };
        bound::<A>(login, setting, origin)
    }

    /// A login in place of one that the provider refused with 401: what is stored now, else what one refresh brings.
    /// None where that would be in vain.
    pub async fn after_refusal(&self, refused: &Login) -> Option<Arc<Login>> {
        let shared = &self.shared;
        // A flight that was under way for another reason may land with the very token that was refused.
        for _ in 0..2 {
            if let Ok(login) = &**shared.current.load()
                && login.header != refused.header
            {
                return Some(Arc::clone(login));
            }
            if shared.refused_lately() {
                return None;
            }
            let landed = shared
                .fly(Why::Refused(refused.header.clone()))
                .await
                .ok()?;
            if landed.header != refused.header {
                return Some(landed);
            }
        }
        None
    }

    /// Renews the login although it may be fresh, because the person asked.
    ///
    /// # Errors
    /// Why there are no new tokens.
    pub async fn renew(&self) -> Result<Arc<Login>, Error> {
        self.shared.pause.end();
        self.shared.fly(Why::Asked).await
    }

    /// How it stands, without waiting and without a look at the store.
    ///
    /// # Errors
    /// Why there is no login.
    pub fn standing(&self) -> Result<Arc<Login>, Error> {
        Result::clone(&self.shared.current.load())
    }

    /// How it stands for requests to `origin`, without waiting.
    ///
    /// # Errors
    /// Why there is no login, or why it may not be sent there.
    pub fn bound(&self, setting: &'static str, origin: &str) -> Result<Arc<Login>, Error> {
        bound::<A>(self.standing()?, setting, origin)
    }

    /// Whose login it is, where that is known.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.standing().ok()?.account.clone()
    }

    /// A number that grows when the login, or the reason that there is none, changes.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Stops renewing ahead, and waits for a refresh that is under way: its answer must not be lost.
    pub async fn finish(&self) {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }
}

impl<A: Account> Drop for TokenSource<A> {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

impl<A: Account> fmt::Debug for TokenSource<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource")
            .field("kind", &A::KIND)
            .finish_non_exhaustive()
    }
}

impl<A: Account> Shared<A> {
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn current(&self) -> Landed {
        Result::clone(&self.current.load())
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.pause.why().is_some()
    }

    async fn reload(&self) {
        // What could not be stored is newer than what is stored.
        if self.unsaved().is_some() {
            return;
        }
        let read = self.account.read().await;
        self.publish(read.and_then(|entry| self.account.login(&entry)));
    }

    fn unsaved(&self) -> Option<Unsaved<A::Entry>> {
        let unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        unsaved.clone()
    }

    fn publish(&self, new: Result<Login, Error>) {
        let new = new.map(Arc::new);
        let same = match (&**self.current.load(), &new) {
            (Ok(old), Ok(new)) => old.header == new.header && old.expires_at == new.expires_at,
            (Err(old), Err(new)) => old == new,
            _ => false,
        };
        self.current.store(Arc::new(new));
        if !same {
            self.changes.send_modify(|n| *n += 1);
        }
    }

    /// A login that is due, renewed; or, where that fails for now, the old one while it lives.
    async fn renewed(self: &Arc<Self>) -> Landed {
        let landed = match self.pause.why() {
            Some(why) => Err(why),
            None => self.fly(Why::Due).await,
        };
        let error = match landed {
            Ok(login) => return Ok(login),
            Err(error) => error,
        };
        match &**self.current.load() {
            Ok(old) if old.is_alive(self.clock.now()) => Ok(Arc::clone(old)),
            _ => Err(error),
        }
    }

    /// Joins the refresh that is under way, or starts one.
    pub(crate) async fn fly(self: &Arc<Self>, why: Why) -> Landed {
        let (ticket, landing) = self.flight.board();
        if let Some(landing) = landing {
            let shared = Arc::clone(self);
            self.tasks.spawn(async move {
                let pilot = shared.flight.pilot(landing);
                let landed = shared.refresh(why).await;
                pilot.land(landed);
            });
        }
        ticket.landed().await.unwrap_or_else(|| {
            Err(Error::Later {
                kind: A::KIND,
                why: "the renewal broke off".to_owned(),
                retry_after: None,
            })
        })
    }

    async fn refresh(&self, why: Why) -> Landed {
        let ground = Ground {
            state: &self.state,
            clock: &self.clock,
        };
        let done = refresh(&self.account, &ground, &why, self.unsaved()).await;
        if matches!(why, Why::Refused(_)) {
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        match done {
            Ok(Refreshed { entry, unsaved }) => {
                self.pause.end();
                *self.unsaved.lock().unwrap_or_else(PoisonError::into_inner) = unsaved;
                self.publish(self.account.login(&entry));
                self.current()
            }
            Err(error) => {
                self.failed(error.clone());
                Err(error)
            }
        }
    }

    /// A passing failure leaves the login in force, and its error is this flight's result alone.
    fn failed(&self, error: Error) {
        tracing::warn!("{error}");
        let passing = matches!(error, Error::Later { .. });
        let asked = match &error {
            Error::Later { retry_after, .. } => *retry_after,
            _ => None,
        };
        if !error.needs_login() {
            self.pause.after(error.clone(), asked);
        }
        if !passing {
            self.publish(Err(error));
        }
    }

    fn refused_lately(&self) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.is_some_and(|at| at.elapsed() < AFTER_REFUSAL)
    }
}

/// The login, if it was made for `origin`.
fn bound<A: Account>(
    login: Arc<Login>,
    setting: &'static str,
    origin: &str,
) -> Result<Arc<Login>, Error> {
    match &login.origin {
        Some(stored) if stored != origin => Err(Error::OtherOrigin {
            kind: A::KIND,
            setting,
            stored: stored.clone(),
            configured: origin.to_owned(),
        }),
        _ => Ok(login),
    }
}
