//! One login on its way: an open port, an address to open, and one answer.

mod callback;
mod loopback;
mod page;
mod paste;
mod serve;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::LoginError;
use crate::store::StoreError;
pub(crate) use callback::{Code, Expected};
pub(crate) use loopback::{Loopback, Name};
use page::Page;
pub use paste::{PasteBox, PasteError};
use serve::Hit;

/// How long an attempt waits for the browser; codes live no longer either (RFC 6749, 4.1.2).
pub const LIFE: Duration = Duration::from_secs(600);
/// Connections at a time. Browsers open a few ahead of need.
const CONNECTIONS: usize = 16;
/// How long the last page may take to reach the browser.
const FAREWELL: Duration = Duration::from_secs(2);

/// What is done with a code.
pub(crate) type Completion<O> = Box<
    dyn FnOnce(Code) -> Pin<Box<dyn Future<Output = Result<O, LoginError>> + Send>> + Send + Sync,
>;

/// A login as data.
pub(crate) struct Way<O> {
    /// Whose login it is, for the pages.
    pub(crate) name: &'static str,
    /// The path of the redirect here.
    pub(crate) path: &'static str,
    /// Whether other logins may take the port.
    pub(crate) yields: bool,
    /// Where to send the browser.
    pub(crate) address: String,
    /// Where to send a browser on another machine.
    pub(crate) manual_address: String,
    /// What is done with a code.
    pub(crate) complete: Completion<O>,
    /// What the page adds to its success.
    pub(crate) remark: fn(&O) -> &'static str,
}

/// One login on its way. The port for the browser's way back is open from the beginning; dropping the attempt, or the
/// future of [`finish`](Self::finish), closes it and leaves nothing behind.
///
/// `O` is what a login brings: [`ClaudeLogin`](crate::credentials::ClaudeLogin),
/// [`CodexTokens`](crate::credentials::CodexTokens) or [`ChatgptSignIn`](super::ChatgptSignIn).
pub struct Attempt<O> {
    way: Way<O>,
    loopback: Loopback,
    expected: Arc<Expected>,
    ends: Instant,
    pastes: mpsc::Receiver<callback::Answer>,
    paste_box: PasteBox,
}

/// The answer, and the browser that waits for a page, if it was one that brought it.
struct Heard {
    answer: callback::Answer,
    browser: Option<oneshot::Sender<Page>>,
}

impl<O> fmt::Debug for Attempt<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("name", &self.way.name)
            .field("loopback", &self.loopback)
            .finish_non_exhaustive()
    }
}

impl<O> Attempt<O> {
    pub(crate) fn new(loopback: Loopback, way: Way<O>, expected: Expected) -> Self {
        let expected = Arc::new(expected);
        let (sender, pastes) = mpsc::channel(1);
        let paste_box = PasteBox {
            expected: Arc::clone(&expected),
            sender,
        };
        Self {
            way,
            loopback,
            expected,
            ends: Instant::now() + LIFE,
            pastes,
            paste_box,
        }
    }

    /// The address to open in a browser on this machine.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.way.address
    }

    /// The address to open in a browser on another machine. Claude's ends on a page that shows a code; the others end on
    /// an address that cannot be reached there, which is to be copied from the address bar. Either goes into the
    /// [`paste_box`](Self::paste_box).
    #[must_use]
    pub fn manual_address(&self) -> &str {
        &self.way.manual_address
    }

    /// Where pasted text goes.
    #[must_use]
    pub fn paste_box(&self) -> PasteBox {
        self.paste_box.clone()
    }

    /// Waits for the browser or a pasted text, gets what the login brings, and has `keep` keep it. The browser's page
    /// waits for that and tells the truth.
    ///
    /// The port closes with the first answer. What does not belong to this attempt does not end it.
    ///
    /// # Errors
    /// [`LoginError`]; then nothing was kept.
    pub async fn finish<K, F, T>(mut self, keep: K) -> Result<T, LoginError>
    where
        K: FnOnce(O) -> F,
        F: Future<Output = Result<T, StoreError>>,
    {
        let closing = CancellationToken::new();
        let mut connections = JoinSet::new();
        let heard = self.hear(&mut connections, &closing).await;
        let Self {
            way,
            loopback,
            mut pastes,
            ..
        } = self;
        drop(loopback);
        pastes.close();
        let (name, remark) = (way.name, way.remark);
        let (outcome, browser) = match heard {
            Err(error) => (Err(error), None),
            Ok(Heard { answer, browser }) => {
                let outcome = match answer {
                    Ok(code) => (way.complete)(code).await,
                    Err(error) => Err(error),
                };
                (outcome, browser)
            }
        };
        let (result, remark) = match outcome {
            Ok(outcome) => {
                let remark = remark(&outcome);
                (keep(outcome).await.map_err(LoginError::from), remark)
            }
            Err(error) => (Err(error), ""),
        };
        let page = match &result {
            Ok(_) => Page::done(format!("Logged in to {name}"), remark),
            Err(error) => Page::failed(name, error),
        };
        if let Some(browser) = browser {
            // It may have gone; then nobody reads the page.
            let _ = browser.send(page);
        }
        closing.cancel();
        let _ = timeout(FAREWELL, async {
            while connections.join_next().await.is_some() {}
        })
        .await;
        result
    }

    /// The first answer that belongs to this attempt.
    async fn hear(
        &mut self,
        connections: &mut JoinSet<()>,
        closing: &CancellationToken,
    ) -> Result<Heard, LoginError> {
        let (sender, mut hits) = mpsc::channel(1);
        let router = serve::router(
            self.way.path,
            self.way.yields,
            Arc::clone(&self.expected),
            sender,
        );
        loop {
            tokio::select! {
                () = sleep_until(self.ends) => return Err(LoginError::TooLate),
                stream = self.loopback.accept(), if connections.len() < CONNECTIONS => {
                    connections.spawn(serve::connection(stream, router.clone(), closing.clone()));
                }
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
                Some(hit) = hits.recv() => return match hit {
                    Hit::Back(answer, browser) => Ok(Heard { answer, browser: Some(browser) }),
                    Hit::Cancel => Err(LoginError::TakenOver),
                },
                // The attempt has a paste box of its own, so this never ends by itself.
                Some(answer) = self.pastes.recv() => return Ok(Heard { answer, browser: None }),
            }
        }
    }
}
