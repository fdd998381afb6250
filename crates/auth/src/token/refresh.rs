//! One refresh: alone on this machine, written down before it is sent, stored before it is used.

use std::path::Path;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;

use crate::oauth::RefreshError;
use crate::store::hold;
use crate::token::journal::{Journal, Standing};
use crate::token::{Account, Clock, Error};

/// Another process may be at it: two requests with their deadlines, and some.
const WAIT: Duration = Duration::from_secs(75);
/// Before a token is presented once more after a lost answer.
const PAUSE: Duration = Duration::from_millis(500);

/// Why new tokens are wanted.
#[derive(Debug, Clone)]
pub(crate) enum Why {
    /// The token is about to end, or has.
    Due,
    /// The provider refused this one.
    Refused(HeaderValue),
    /// The person asked.
    Asked,
}

/// What a refresh left: what is in force now, and what could not be stored.
pub(crate) struct Refreshed<E> {
    pub(crate) entry: E,
    pub(crate) unsaved: Option<Unsaved<E>>,
}

/// New tokens that are in memory alone.
#[derive(Clone)]
pub(crate) struct Unsaved<E> {
    old: E,
    pub(crate) new: E,
}

/// Where a login's locks and journal lie, and by which clock it is judged.
pub(crate) struct Ground<'a> {
    pub(crate) state: &'a Path,
    pub(crate) clock: &'a Clock,
}

/// New tokens, or those that somebody else got meanwhile.
pub(crate) async fn refresh<A: Account>(
    account: &A,
    ground: &Ground<'_>,
    why: &Why,
    unsaved: Option<Unsaved<A::Entry>>,
) -> Result<Refreshed<A::Entry>, Error> {
    let name = account.name();
    if unsaved.is_none() {
        // A locked keyring asks the person here, and not while others wait for the lock.
        account.read().await?;
    }
    let _lock = hold(ground.state, &name, WAIT).await?;
    let (entry, unsaved) = match unsaved {
        Some(unsaved) => again(account, unsaved).await,
        None => (account.read().await?, None),
    };
    if !wanted(account, ground, &entry, why)? {
        return Ok(Refreshed { entry, unsaved });
    }
    let token = account
        .refresh_token(&entry)
        .ok_or(Error::Expired(A::KIND))?
        .clone();
    let mut journal = Journal::open(ground.state, &name).await;
    let new = loop {
        check::<A>(&journal, &token)?;
        journal.presenting(&token).await?;
        match account.renew(&entry, ground.clock).await {
            Ok(new) => break new,
            Err(error) => settle::<A>(&mut journal, error).await?,
        }
        tokio::time::sleep(PAUSE).await;
    };
    match account.keep(&entry, &new).await {
        Ok(entry) => Ok(Refreshed {
            entry,
            unsaved: None,
        }),
        Err(error) => {
            tracing::error!(
                "the renewed {} could not be stored and is in memory alone: {error}",
                A::KIND
            );
            Ok(Refreshed {
                entry: new.clone(),
                unsaved: Some(Unsaved { old: entry, new }),
            })
        }
    }
}

/// Whether there is anything to do: somebody else may have refreshed while we waited for the lock.
fn wanted<A: Account>(
    account: &A,
    ground: &Ground<'_>,
    entry: &A::Entry,
    why: &Why,
) -> Result<bool, Error> {
    let login = account.login(entry)?;
    let now = ground.clock.now();
    Ok(match why {
        Why::Due => login.is_due(now),
        Why::Refused(header) => login.header == *header,
        Why::Asked => true,
    })
}

/// Tries to store what could not be stored before.
async fn again<A: Account>(
    account: &A,
    unsaved: Unsaved<A::Entry>,
) -> (A::Entry, Option<Unsaved<A::Entry>>) {
    match account.keep(&unsaved.old, &unsaved.new).await {
        Ok(entry) => (entry, None),
        Err(_) => (unsaved.new.clone(), Some(unsaved)),
    }
}

fn check<A: Account>(journal: &Journal, token: &SecretString) -> Result<(), Error> {
    let why = match journal.standing(token) {
        Standing::Good => return Ok(()),
        Standing::Lost => "the provider's answers to two renewals were lost on the way".to_owned(),
        Standing::Refused(code) => refused(&code),
    };
    Err(Error::NeedsLogin { kind: A::KIND, why })
}

/// Notes in the journal what became of the presented token. `Ok` means that it may be presented once more, now.
async fn settle<A: Account>(journal: &mut Journal, error: RefreshError) -> Result<(), Error> {
    let later = |error: &RefreshError, retry_after| Error::Later {
        kind: A::KIND,
        why: error.to_string(),
        retry_after,
    };
    match &error {
        RefreshError::NotSent { .. } => {
            journal.unanswered().await?;
            Err(later(&error, None))
        }
        RefreshError::Passing { retry_after, .. } => {
            journal.unanswered().await?;
            Err(later(&error, *retry_after))
        }
        RefreshError::Lost { .. } => {
            tracing::warn!(
                "an answer to a renewal of the {} was lost: {error}",
                A::KIND
            );
            Ok(())
        }
        RefreshError::Final { code, .. } => {
            journal.refused(code).await?;
            Err(Error::NeedsLogin {
                kind: A::KIND,
                why: refused(code),
            })
        }
    }
}

/// What a provider's code means, in plain words.
fn refused(code: &str) -> String {
    let words = match code {
        "refresh_token_expired" | "token_expired" => "it is too old",
        "refresh_token_reused" => "another program has renewed it",
        "refresh_token_invalidated" => "it was ended at the provider",
        _ => "the provider does not accept it any more",
    };
    format!("{words} ({code})")
}
