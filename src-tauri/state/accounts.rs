//! The accounts: one task reads them when something may have changed, and publishes the view of them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use auth::{
    Accounts, Overview, Places, Setup,
    claude_code::{self, ClaudeCode},
    store::Slot,
};
use tokio::sync::{Notify, watch};

use super::{Control, configuration::Configuration, logins::Logins};
use crate::views::accounts::{AccountsView, Ground};

/// Two looks at what expires are at least this far apart.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60);

/// What a look at the accounts is to do besides reading them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Wish {
    /// Ask the `claude` command who is signed in.
    ask_code: bool,
    /// Let the keyring ask the person to unlock it.
    unlock: bool,
}

/// The accounts, as the shell has them.
#[derive(Debug)]
pub(crate) struct AccountsDesk {
    places: Places,
    opened: Mutex<Option<Accounts>>,
    view: watch::Sender<Option<Arc<AccountsView>>>,
    wish: Mutex<Wish>,
    woken: Notify,
}

/// The accounts cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// This machine trusts nobody, so no provider either.
    #[error(transparent)]
    Http(#[from] auth::oauth::HttpError),
    /// The program is ending.
    #[error("The app is quitting")]
    Ending,
}

impl AccountsDesk {
    /// Nothing is read yet.
    pub(crate) fn new(places: Places) -> Self {
        Self {
            places,
            opened: Mutex::new(None),
            view: watch::Sender::new(None),
            wish: Mutex::new(Wish {
                ask_code: true,
                unlock: false,
            }),
            woken: Notify::new(),
        }
    }

    /// A receiver of the view; nothing until the first look is through.
    pub(crate) fn views(&self) -> watch::Receiver<Option<Arc<AccountsView>>> {
        self.view.subscribe()
    }

    /// Where the accounts lie.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// Looks at the accounts again.
    pub(crate) fn look(&self) {
        self.woken.notify_one();
    }

    /// Looks again, asks the `claude` command too, and lets a locked keyring ask for its password.
    pub(crate) fn look_closely(&self) {
        self.wish(Wish {
            ask_code: true,
            unlock: true,
        });
    }

    /// Looks again, and asks the `claude` command who is signed in.
    pub(crate) fn ask_claude_code(&self) {
        self.wish(Wish {
            ask_code: true,
            unlock: false,
        });
    }

    fn wish(&self, new: Wish) {
        let mut wish = self.wish.lock().unwrap_or_else(PoisonError::into_inner);
        wish.ask_code |= new.ask_code;
        wish.unlock |= new.unlock;
        drop(wish);
        self.look();
    }

    fn granted(&self) -> Wish {
        std::mem::take(&mut *self.wish.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The accounts under the settings in force.
    pub(crate) async fn open(&self, configuration: &Configuration) -> Result<Accounts, OpenError> {
        let setup = proxy::accounts::setup(&configuration.loaded().settings);
        if let Some(accounts) = self.opened_with(&setup) {
            return Ok(accounts);
        }
        let places = self.places.clone();
        // The system's root certificates are read from the disk.
        let opening = tokio::task::spawn_blocking(move || Accounts::new(places, setup));
        let accounts = opening.await.map_err(|_| OpenError::Ending)??;
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        *opened = Some(accounts.clone());
        Ok(accounts)
    }

    fn opened_with(&self, setup: &Setup) -> Option<Accounts> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.clone().filter(|accounts| accounts.setup() == setup)
    }

    /// Keeps the view up to date, until the proxy's task ends.
    pub(crate) async fn follow(
        &self,
        control: &Control,
        configuration: &Configuration,
        logins: &Logins,
    ) {
        let mut files = configuration.extra();
        let mut settings = configuration.changes();
        let mut states = control.states();
        let mut progress = logins.progress();
        let mut code = ClaudeCode::NotInstalled;
        let mut overview = None;
        loop {
            let wish = self.granted();
            if let Ok(accounts) = self.open(configuration).await {
                if wish.ask_code {
                    code = claude_code::status(accounts.setup().claude_command.as_deref()).await;
                }
                if wish.unlock {
                    // The read that may ask the person; what it brings is read again below.
                    let _ = accounts.vault().read(Slot::Claude).await;
                }
                overview = Some(accounts.overview(&code).await);
            }
            // What only changes the words needs no look at the stores.
            loop {
                let state = states.borrow_and_update().clone();
                let login = progress.borrow_and_update().clone();
                let loaded = settings.borrow_and_update().clone();
                if let Some(overview) = &overview {
                    self.publish(AccountsView::of(Ground {
                        overview,
                        loaded: &loaded,
                        login_problem: state.login_problem(),
                        login,
                    }));
                }
                tokio::select! {
                    changed = states.changed() => if changed.is_err() { return },
                    Ok(()) = progress.changed() => {}
                    Ok(()) = settings.changed() => break,
                    Ok(()) = files.changed() => break,
                    () = self.woken.notified() => break,
                    () = next_end(overview.as_ref()) => break,
                }
            }
        }
    }

    fn publish(&self, view: AccountsView) {
        self.view.send_if_modified(|shown| {
            if shown.as_deref() == Some(&view) {
                return false;
            }
            *shown = Some(Arc::new(view));
            true
        });
    }
}

/// Waits until the next login expires: then it reads otherwise.
async fn next_end(overview: Option<&Overview>) {
    let now = SystemTime::now();
    let ends = overview
        .into_iter()
        .flat_map(|overview| &overview.entries)
        .filter_map(|entry| entry.row.life.expires_at())
        .filter_map(|end| SystemTime::from(end).duration_since(now).ok());
    match ends.min() {
        Some(left) => tokio::time::sleep((left + Duration::from_secs(1)).max(BETWEEN_LOOKS)).await,
        None => std::future::pending().await,
    }
}
