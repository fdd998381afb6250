use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;

/// Random bytes in a token: more than anybody can guess.
const BYTES: usize = 32;

/// The key that holds the auth token.
pub const AUTH_TOKEN: &str = "security.auth_token";

/// The system gives no random numbers, without which no token is a secret.
#[derive(Debug, thiserror::Error)]
#[error(
    "this system has no random numbers ({0}), so no token would be a secret. Restart it, then try again"
)]
pub struct NoRandomness(#[from] getrandom::Error);

/// A new value for [`AUTH_TOKEN`], which nobody can guess.
///
/// # Errors
/// [`NoRandomness`]
pub fn new_auth_token() -> Result<SecretString, NoRandomness> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn two_tokens_differ_and_can_travel_in_a_header() {
        let (one, other) = (new_auth_token().unwrap(), new_auth_token().unwrap());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), 43);
        assert!(one.expose_secret().bytes().all(|b| b.is_ascii_graphic()));
    }
}
