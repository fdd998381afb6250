use std::fmt;
use std::future::Future;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::codex::exchanged;
use crate::credentials::CodexTokens;
use crate::oauth::wire::{Failure, Http, Refusal, host};
use crate::oauth::{LoginError, OpenaiProvider};
use crate::store::StoreError;

/// How long a code can be typed (openai/codex, `login/src/device_code_auth.rs`).
const LIFE: Duration = Duration::from_secs(15 * 60);
/// Between two questions, where the server does not say or says nonsense.
const INTERVAL: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(60);

/// The Codex login for machines without a browser: a person types a short code elsewhere.
pub struct DeviceLogin {
    http: Http,
    provider: OpenaiProvider,
    id: SecretString,
    user_code: String,
    address: String,
    interval: Duration,
    ends: Instant,
}

#[derive(Deserialize)]
struct Started {
    device_auth_id: SecretString,
    /// Some versions of the server say `usercode`.
    #[serde(alias = "usercode")]
    user_code: String,
    /// A number as text.
    #[serde(default)]
    interval: Value,
}

/// The server made the proof key too.
#[derive(Deserialize)]
struct Granted {
    authorization_code: SecretString,
    code_verifier: SecretString,
}

impl fmt::Debug for DeviceLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The code is not a secret for long, and is one until then.
        f.debug_struct("DeviceLogin")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl DeviceLogin {
    /// Asks for a code.
    ///
    /// # Errors
    /// [`LoginError::NoDeviceCodes`] where they are not enabled, and what may go wrong on the way.
    pub async fn begin(http: &Http, provider: &OpenaiProvider) -> Result<Self, LoginError> {
        let url = provider.at("/api/accounts/deviceauth/usercode");
        let body = json!({ "client_id": provider.codex_client_id });
        let started = match http.post_json::<Started>(&url, &body).await {
            Err(Failure::Refused(no)) if no.status == 404 => {
                return Err(LoginError::NoDeviceCodes { host: no.host });
            }
            other => other?,
        };
        // It is shown, so it must be what a person can type.
        let typed = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if started.user_code.is_empty() || !started.user_code.chars().all(typed) {
            return Err(LoginError::Incomplete {
                host: host(&url),
                what: "a code that can be typed",
            });
        }
        Ok(Self {
            http: http.clone(),
            id: started.device_auth_id,
            user_code: started.user_code,
            address: provider.at("/codex/device"),
            interval: interval(&started.interval),
            ends: Instant::now() + LIFE,
            provider: provider.clone(),
        })
    }

    /// The code to type, until [`expires_in`](Self::expires_in) is over.
    #[must_use]
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where to type it, on any machine.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How long between two questions.
    #[must_use]
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// How long the code can still be typed.
    #[must_use]
    pub fn expires_in(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    /// Waits until the code was typed, gets the tokens, and has `keep` keep them. Dropping the future ends the waiting.
    ///
    /// # Errors
    /// [`LoginError`]; then nothing was kept.
    pub async fn finish<K, F, T>(self, keep: K) -> Result<T, LoginError>
    where
        K: FnOnce(CodexTokens) -> F,
        F: Future<Output = Result<T, StoreError>>,
    {
        let granted = self.granted().await?;
        let redirect = self.provider.at("/deviceauth/callback");
        let tokens = exchanged(
            &self.http,
            &self.provider,
            &granted.authorization_code,
            &redirect,
            &granted.code_verifier,
        )
        .await?;
        Ok(keep(tokens).await?)
    }

    async fn granted(&self) -> Result<Granted, LoginError> {
        let url = self.provider.at("/api/accounts/deviceauth/token");
        let body =
            json!({ "device_auth_id": self.id.expose_secret(), "user_code": self.user_code });
        let mut wait = self.interval;
        loop {
            if self.expires_in() <= wait {
                return Err(LoginError::CodeExpired);
            }
            sleep(wait).await;
            wait = self.interval;
            match self.http.post_json::<Granted>(&url, &body).await {
                Ok(granted) => return Ok(granted),
                // Nobody has typed it yet: 403 or 404 (openai/codex).
                Err(Failure::Refused(no)) if matches!(no.status, 403 | 404) => {}
                Err(Failure::Refused(no)) if no.is_passing() => {
                    wait = no.retry_after.unwrap_or_default().clamp(wait, LONGEST);
                }
                Err(Failure::Refused(no)) => return Err(refusal(no)),
                // A machine that sleeps or changes its network for a while asks again.
                Err(error @ (Failure::NotSent { .. } | Failure::Lost { .. })) => {
                    tracing::debug!(%error, "whether the code was typed could not be asked");
                }
            }
        }
    }
}

fn refusal(no: Refusal) -> LoginError {
    match no.code.as_deref() {
        Some("access_denied") => LoginError::Denied { reason: None },
        Some("expired_token") => LoginError::CodeExpired,
        _ => Failure::Refused(no).into(),
    }
}

/// Seconds, as a number or as text.
fn interval(value: &Value) -> Duration {
    let seconds = value
        .as_u64()
        .or_else(|| value.as_str()?.trim().parse().ok());
    seconds
        .map(Duration::from_secs)
        .filter(|interval| !interval.is_zero() && *interval <= LONGEST)
        .unwrap_or(INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_read_as_a_number_and_as_text() {
        for (value, seconds) in [
            (json!("5"), 5),
            (json!(7), 7),
            (json!("soon"), 5),
            (json!(0), 5),
            (json!(86400), 5),
            (Value::Null, 5),
        ] {
            assert_eq!(interval(&value).as_secs(), seconds, "{value}");
        }
    }
}
