//! The auth token that clients must send.

use secrecy::ExposeSecret as _;
use settings::AUTH_TOKEN as KEY;
use tauri::State;

use super::{Told, told};
use crate::state::configuration::{Change, ChangeError, Configuration};

/// Why there is no new token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    /// The settings do not take it.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// Without them no token is a secret.
    #[error(transparent)]
    NoRandomness(#[from] settings::NoRandomness),
}

/// The token itself: the one secret that the window may see, for a moment, because the person asked.
pub(crate) fn show_auth_token(configuration: State<'_, Configuration>) -> Option<String> {
    let loaded = configuration.loaded();
    let token = loaded.settings.security.auth_token.as_ref();
    token.map(|token| token.expose_secret().to_owned())
}

/// Requires a token of clients, or no longer.
pub(crate) async fn set_auth_token(configuration: State<'_, Configuration>, on: bool) -> Told<()> {
    require(&configuration, on).await.map_err(told)
}

/// Makes a token in place of the present one.
pub(crate) async fn new_auth_token(configuration: State<'_, Configuration>) -> Told<()> {
    renew(&configuration).await.map_err(told)
}

/// Requires a token: the one there is, or a new one; or no longer.
pub(crate) async fn require(configuration: &Configuration, on: bool) -> Result<(), TokenError> {
    if !on {
        return Ok(configuration.change(Change::Unset(KEY.into())).await?);
    }
    if configuration
        .loaded()
        .settings
        .security
        .auth_token
        .is_some()
    {
        return Ok(());
    }
    renew(configuration).await
}

async fn renew(configuration: &Configuration) -> Result<(), TokenError> {
    let token = settings::new_auth_token()?;
    Ok(configuration.change(Change::set(KEY, token)).await?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use settings::Sources;
    use tokio::time::timeout;

    use super::*;

    async fn token(configuration: &Configuration, there: bool) -> Option<String> {
        let mut changes = configuration.changes();
        let seen =
            changes.wait_for(|loaded| loaded.settings.security.auth_token.is_some() == there);
        let seen = timeout(Duration::from_secs(10), seen)
            .await
            .expect("in time");
        let loaded = seen.expect("followed").clone();
        let token = loaded.settings.security.auth_token.as_ref();
        token.map(|token| token.expose_secret().to_owned())
    }

    #[tokio::test]
    async fn the_switch_makes_a_token_once_and_takes_it_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration =
            Configuration::start(Sources::in_folder(folder.path()), vec![]).expect("started");
        require(&configuration, true).await.expect("on");
        let first = token(&configuration, true).await.expect("a token");
        assert!(first.len() >= 43, "{first}");
        require(&configuration, true).await.expect("on again");
        assert_eq!(token(&configuration, true).await, Some(first));
        require(&configuration, false).await.expect("off");
        assert_eq!(token(&configuration, false).await, None);
    }
}
