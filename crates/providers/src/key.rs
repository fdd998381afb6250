use auth::credentials::ApiKey;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// An API key that is ready for use.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// The header's value, marked sensitive.
    pub(crate) header: HeaderValue,
    /// Tells this key from others, and not what it is.
    pub(crate) identity: String,
}

impl Key {
    /// The key of the settings (`setting` names it), else the stored one, if it belongs to `origin`, which is what
    /// `base_url` (a setting's name) has. `prefix` stands before the key in the header.
    pub(crate) fn choose(
        given: (&'static str, Option<&SecretString>),
        stored: Option<&ApiKey>,
        (base_url, origin): (&'static str, &str),
        prefix: &str,
    ) -> Result<Option<Self>, String> {
        match (given.1, stored) {
            (Some(key), _) => Self::new(key, given.0, prefix).map(Some),
            (None, Some(stored)) if stored.origin == origin => {
                Self::new(&stored.key, "the stored API key", prefix).map(Some)
            }
            (None, Some(stored)) => {
                tracing::warn!(
                    "the stored API key belongs to {}, and {base_url} is {origin}: it is not used",
                    stored.origin
                );
                Ok(None)
            }
            (None, None) => Ok(None),
        }
    }

    fn new(key: &SecretString, what: &str, prefix: &str) -> Result<Self, String> {
        let key = key.expose_secret();
        let mut header = HeaderValue::try_from(format!("{prefix}{key}"))
            .map_err(|_| format!("{what} has characters that no header can carry"))?;
        header.set_sensitive(true);
        let digest = Sha256::digest(key.as_bytes());
        let identity = digest[..8].iter().map(|byte| format!("{byte:02x}"));
        Ok(Self {
            header,
            identity: identity.collect(),
        })
    }
}
