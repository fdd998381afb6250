use oauth2::url::form_urlencoded;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::oauth::LoginError;

/// How much of a provider's own words is shown.
const WORDS: usize = 200;

/// What the way back from the browser must bring.
pub(crate) struct Expected {
    /// The state's digest: comparing digests takes the same time whatever the guess.
    state: [u8; 32],
    /// The redirect to this machine.
    pub(crate) redirect: String,
    /// The redirect to the provider's own page, which shows a code for pasting.
    pub(crate) manual: Option<String>,
}

/// By which redirect a code came; it is redeemed with the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirect {
    Loopback,
    Manual,
}

/// A code with what came beside it.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) code: SecretString,
    /// The address that it was given out for.
    pub(crate) redirect: String,
    /// The issued client id, which Sign in with ChatGPT sends.
    pub(crate) client_id: Option<String>,
}

/// What was meant for this attempt: a code, or the provider's no.
pub(crate) type Answer = Result<Code, LoginError>;

/// What is not meant for this attempt, and leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stray {
    /// There is no state, or more than one.
    NoState,
    /// The state is another's.
    OtherState,
    /// There is neither a code nor an error, or several.
    NoCode,
}

impl Expected {
    pub(crate) fn new(state: &str, redirect: String, manual: Option<String>) -> Self {
        Self {
            state: Sha256::digest(state.as_bytes()).into(),
            redirect,
            manual,
        }
    }

    /// Reads the query of a redirect (RFC 6749, 4.1.2). The state comes first: what has another is not even looked at.
    pub(crate) fn read(&self, query: &str, by: Redirect) -> Result<Answer, Stray> {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let one = |name: &str| {
            let mut found = pairs.iter().filter(|(its, _)| its == name);
            match (found.next(), found.next()) {
                (found, None) => Ok(found.map(|(_, value)| &**value).filter(|v| !v.is_empty())),
                _ => Err(()),
            }
        };
        let state = one("state")
            .map_err(|()| Stray::NoState)?
            .ok_or(Stray::NoState)?;
        self.check(state)?;
        let field = |name: &str| one(name).map_err(|()| Stray::NoCode);
        let description = field("error_description")?;
        match (field("code")?, field("error")?) {
            (None, Some(error)) => Ok(Err(refusal(error, description))),
            (Some(code), None) => Ok(Ok(self.code(code, by, field("client_id")?))),
            _ => Err(Stray::NoCode),
        }
    }

    /// A code that came without a query, as a provider's page shows it.
    pub(crate) fn shown(&self, code: &str, state: &str) -> Result<Code, Stray> {
        self.check(state)?;
        Ok(self.code(code, Redirect::Manual, None))
    }

    fn check(&self, state: &str) -> Result<(), Stray> {
        let digest: [u8; 32] = Sha256::digest(state.as_bytes()).into();
        if bool::from(digest.ct_eq(&self.state)) {
            Ok(())
        } else {
            Err(Stray::OtherState)
        }
    }

    fn code(&self, code: &str, by: Redirect, client_id: Option<&str>) -> Code {
        let redirect = match (by, &self.manual) {
            (Redirect::Manual, Some(manual)) => manual,
            _ => &self.redirect,
        };
        Code {
            code: SecretString::from(code),
            redirect: redirect.clone(),
            client_id: client_id.map(str::to_owned),
        }
    }
}

/// The provider's no (RFC 6749, 4.1.2.1). `missing_codex_entitlement`: openai/codex, `login/src/server.rs`.
fn refusal(error: &str, description: Option<&str>) -> LoginError {
    let words = description.map(plain).filter(|words| !words.is_empty());
    if error != "access_denied" {
        let reason = words.unwrap_or_else(|| plain(error));
        return LoginError::Refused { reason };
    }
    if description.is_some_and(|text| text.contains("missing_codex_entitlement")) {
        return LoginError::NoCodex;
    }
    LoginError::Denied { reason: words }
}

/// Words of a provider, fit to be shown: on one line, without characters that move a cursor or turn the text around, and
/// not too many.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let shown: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !turns(*c))
        .take(WORDS)
        .collect();
    shown.trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn expected() -> Expected {
        Expected::new(
            "right",
            "http://localhost:1/callback".to_owned(),
            Some("https://vendor.example.test/code".to_owned()),
        )
    }

    #[test]
    fn the_state_is_looked_at_before_anything_else() {
        for (query, stray) in [
            ("", Stray::NoState),
            ("code=c", Stray::NoState),
            ("code=c&state=", Stray::NoState),
            ("code=c&state=right&state=right", Stray::NoState),
            ("code=c&state=wrong", Stray::OtherState),
            ("code=c&state=Right", Stray::OtherState),
            ("error=access_denied&state=wrong", Stray::OtherState),
            ("state=right", Stray::NoCode),
            ("state=right&code=", Stray::NoCode),
            ("state=right&code=c&code=d", Stray::NoCode),
            ("state=right&code=c&error=e", Stray::NoCode),
        ] {
            let read = expected().read(query, Redirect::Loopback);
            assert_eq!(read.unwrap_err(), stray, "{query}");
        }
    }

    #[test]
    fn a_code_keeps_the_redirect_that_it_came_by() {
        let query = "code=c%2Fd&state=right&client_id=app&scope=x";
        let code = expected().read(query, Redirect::Loopback).unwrap().unwrap();
        assert_eq!(code.code.expose_secret(), "c/d");
        assert_eq!(code.redirect, "http://localhost:1/callback");
        assert_eq!(code.client_id.as_deref(), Some("app"));
        let code = expected().shown("c", "right").unwrap();
        assert_eq!(code.redirect, "https://vendor.example.test/code");
    }

    #[test]
    fn a_providers_no_is_told_in_plain_words() {
        let read = |query: &str| expected().read(query, Redirect::Loopback).unwrap();
        let error = read("state=right&error=access_denied").unwrap_err();
        assert!(matches!(error, LoginError::Denied { reason: None }));
        let query =
            "state=right&error=access_denied&error_description=missing_codex_entitlement+for+you";
        assert!(matches!(read(query).unwrap_err(), LoginError::NoCodex));
        let error = read("state=right&error=server_error").unwrap_err();
        assert!(error.to_string().contains("server_error"));
    }

    #[test]
    fn words_of_a_provider_cannot_steer_a_terminal() {
        assert_eq!(plain("a\u{1b}[31m\r\nb\u{202e}c\u{7}."), "a[31m  bc");
        assert_eq!(plain(&"x".repeat(1000)).len(), WORDS);
    }
}
