use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use http::HeaderValue;
use secrecy::ExposeSecret;

use crate::store::FileStore;
use crate::{ClaudeCredentials, Error};

/// A token is handed out only if it lives at least this much longer.
const FRESH: Duration = Duration::from_secs(60);

/// Hands out the header value of a login, from memory, without waiting.
///
/// Reading the store is a step of its own ([`TokenSource::reload`]), done at start and whenever the store changes, so
/// that no request pays for it.
#[derive(Debug)]
pub struct TokenSource {
    store: FileStore,
    current: ArcSwap<Result<Login, Error>>,
}

/// A login that is ready for use.
#[derive(Debug, Clone)]
pub struct Login {
    /// `Bearer …`, marked sensitive, so that neither `Debug` nor a log shows it.
    pub header: HeaderValue,
    /// When the token ends, if that is known.
    pub expires_at: Option<SystemTime>,
    /// The server that the login was made for, as `scheme://host[:port]`.
    pub origin: String,
}

impl TokenSource {
    /// A source over `store`, as it is now.
    pub async fn open(store: FileStore) -> Self {
        let current = read(&store).await;
        Self {
            store,
            current: ArcSwap::from_pointee(current),
        }
    }

    /// Reads the store again.
    pub async fn reload(&self) {
        self.current.store(Arc::new(read(&self.store).await));
    }

    /// The login, if it may be sent to `origin` and is fresh for at least a minute.
    ///
    /// # Errors
    /// Why there is none to hand out.
    pub fn login(&self, origin: &str) -> Result<Login, Error> {
        let current = self.current.load();
        let login = current.as_ref().as_ref().map_err(Error::clone)?;
        if login.origin != origin {
            return Err(Error::OtherOrigin {
                stored: login.origin.clone(),
                configured: origin.to_owned(),
            });
        }
        match login.expires_at {
            Some(end) if end < SystemTime::now() + FRESH => Err(Error::Expired),
            _ => Ok(login.clone()),
        }
    }
}

async fn read(store: &FileStore) -> Result<Login, Error> {
    let stored: ClaudeCredentials = store.claude().await?;
    let mut header =
        HeaderValue::try_from(format!("Bearer {}", stored.access_token.expose_secret())).map_err(
            |_| store.malformed("the access token has characters that no header can carry"),
        )?;
    header.set_sensitive(true);
    Ok(Login {
        header,
        expires_at: stored.expires_at,
        origin: stored.origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://api.anthropic.com";

    async fn source(folder: &std::path::Path, text: &str) -> TokenSource {
        let path = folder.join("credentials.json");
        std::fs::write(&path, text).unwrap();
        TokenSource::open(FileStore::new(path)).await
    }

    fn stored(token: &str, expires_at: SystemTime, more: &str) -> String {
        let ms = expires_at
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_millis();
        format!(r#"{{"claudeAiOauth":{{"accessToken":"{token}","expiresAt":{ms}{more}}}}}"#)
    }

    #[tokio::test]
    async fn a_token_in_its_last_minute_is_not_handed_out() {
        let folder = tempfile::tempdir().unwrap();
        for (seconds, fresh) in [(3600, true), (70, true), (50, false), (0, false)] {
            let text = stored("t", SystemTime::now() + Duration::from_secs(seconds), "");
            let login = source(folder.path(), &text).await.login(ORIGIN);
            assert_eq!(login.is_ok(), fresh, "{seconds} s");
        }
    }

    #[tokio::test]
    async fn a_token_goes_only_to_the_server_that_it_was_made_for() {
        let folder = tempfile::tempdir().unwrap();
        let later = SystemTime::now() + Duration::from_secs(3600);
        let plain = source(folder.path(), &stored("t", later, "")).await;
        assert!(plain.login(ORIGIN).is_ok());
        assert!(plain.login("https://api.anthropic.com.evil.test").is_err());
        let own = stored("t", later, r#","origin":"http://127.0.0.1:9""#);
        let own = source(folder.path(), &own).await;
        assert!(own.login("http://127.0.0.1:9").is_ok());
        assert!(matches!(own.login(ORIGIN), Err(Error::OtherOrigin { .. })));
    }

    #[tokio::test]
    async fn a_new_login_is_seen_after_a_reload_and_nothing_shows_it() {
        let folder = tempfile::tempdir().unwrap();
        let later = SystemTime::now() + Duration::from_secs(3600);
        let tokens = source(folder.path(), "{}").await;
        assert_eq!(tokens.login(ORIGIN).unwrap_err(), Error::Missing);
        let text = stored("canary-token", later, "");
        std::fs::write(folder.path().join("credentials.json"), text).unwrap();
        tokens.reload().await;
        let login = tokens.login(ORIGIN).unwrap();
        assert_eq!(login.header.to_str().unwrap(), "Bearer canary-token");
        assert!(!format!("{login:?} {tokens:?}").contains("canary"));
    }
}
