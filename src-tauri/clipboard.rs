//! The clipboard. On Linux the program that copied serves the content, so one connection lives as long as the app.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyError {
    /// There is no address while the proxy is stopped.
    #[error("There is no address while the proxy is stopped. Start it and try again.")]
    NotRunning,
    /// Clients need no token while none is set.
    #[error("No auth token is set, so there is none to copy.")]
    NoToken,
    /// What was to be copied is not there any more.
    #[error("That is not there any more.")]
    Gone,
    /// The system's clipboard gave this error.
    #[error("Not copied: {0}. Try again.")]
    Clipboard(#[from] arboard::Error),
    /// The copying ended before its time.
    #[error("Not copied. Try again.")]
    Interrupted,
}

/// The system's clipboard, opened at its first use.
#[derive(Clone, Default)]
pub(crate) struct Clipboard(Arc<Mutex<Option<arboard::Clipboard>>>);

impl Clipboard {
    /// Puts a text on the clipboard.
    pub(crate) async fn set(&self, text: String) -> Result<(), CopyError> {
        self.with(move |clipboard| clipboard.set_text(text)).await
    }

    /// Puts a secret on the clipboard, and asks clipboard histories not to keep it.
    pub(crate) async fn set_secret(&self, secret: SecretString) -> Result<(), CopyError> {
        self.with(move |clipboard| {
            let set = clipboard.set();
            #[cfg(target_os = "linux")]
            let set = arboard::SetExtLinux::exclude_from_history(set);
            #[cfg(windows)]
            let set = arboard::SetExtWindows::exclude_from_history(set);
            #[cfg(target_os = "macos")]
            let set = arboard::SetExtApple::exclude_from_history(set);
            set.text(secret.expose_secret())
        })
        .await
    }

    /// The clipboard's calls may wait for another program, so they run beside the async tasks.
    async fn with<F>(&self, copy: F) -> Result<(), CopyError>
    where
        F: FnOnce(&mut arboard::Clipboard) -> Result<(), arboard::Error> + Send + 'static,
    {
        let shared = Arc::clone(&self.0);
        let copying = tokio::task::spawn_blocking(move || {
            let mut slot = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let mut clipboard = match slot.take() {
                Some(open) => open,
                None => arboard::Clipboard::new()?,
            };
            // A connection that failed is not kept: the next try opens a new one.
            copy(&mut clipboard)?;
            *slot = Some(clipboard);
            Ok(())
        });
        copying.await.map_err(|_| CopyError::Interrupted)?
    }
}
