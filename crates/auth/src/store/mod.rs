//! Where credentials live: the system's keyring, `credentials.json`, the Codex CLI's `auth.json`.

pub(crate) mod atomic;
mod claude_cli;
mod codex_file;
mod error;
mod file;
mod generation;
mod keyring;
mod lock;
mod slot;
mod vault;

pub use claude_cli::{Found, look};
pub use codex_file::{CodexFile, CodexKeeping, kept_elsewhere};
pub use error::StoreError;
pub use lock::{Lock, hold};
pub use slot::{Choice, KeyringState, Moved, Place, Slot, Stored};
pub use vault::Vault;

/// Runs file work where it may block.
///
/// # Errors
/// Those of `work`; or the runtime is shutting down, told for `path`.
async fn blocking<T: Send + 'static>(
    path: &std::path::Path,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(StoreError::Unreadable {
            path: path.to_owned(),
            why: "ccproxy is shutting down".to_owned(),
        }),
    }
}
