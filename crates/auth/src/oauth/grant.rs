//! The authorization code grant (RFC 6749, 4.1) with a proof key (RFC 7636), over the `oauth2` crate.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Response;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, Client, ClientId, CsrfToken, EndpointNotSet,
    HttpRequest, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    Scope, StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};

use super::LoginError;
use super::wire::{Failure, Http, TokenAnswer, host};

/// The random bytes of a verifier, which are 86 characters of text (openai/codex, `login/src/pkce.rs`).
const VERIFIER: usize = 64;
/// The random bytes of a state and of a nonce.
const STATE: usize = 32;

type Bare = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
>;

/// What is made up for one attempt, and never used for another.
pub(crate) struct Proof {
    state: SecretString,
    verifier: SecretString,
    challenge: PkceCodeChallenge,
}

impl Proof {
    pub(crate) fn new() -> Result<Self, LoginError> {
        let verifier = PkceCodeVerifier::new(text::<VERIFIER>()?);
        Ok(Self {
            state: random()?,
            challenge: PkceCodeChallenge::from_code_verifier_sha256(&verifier),
            verifier: SecretString::from(verifier.into_secret()),
        })
    }

    pub(crate) fn state(&self) -> &str {
        self.state.expose_secret()
    }

    pub(crate) fn into_verifier(self) -> SecretString {
        self.verifier
    }

    pub(crate) fn verifier(&self) -> &SecretString {
        &self.verifier
    }
}

/// A state or a nonce.
pub(crate) fn random() -> Result<SecretString, LoginError> {
    text::<STATE>().map(SecretString::from)
}

/// Random bytes of the system as base64url. The crate's own way panics where there are none.
fn text<const BYTES: usize>() -> Result<String, LoginError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| LoginError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A request for authorization.
pub(crate) struct Wanted<'a> {
    /// The authorization endpoint, and what the settings call it.
    pub(crate) endpoint: (&'a str, &'static str),
    pub(crate) client_id: &'a str,
    pub(crate) redirect: &'a str,
    pub(crate) scopes: &'a [String],
    /// The parameters that are not the standard's.
    pub(crate) extra: &'a [(&'static str, &'a str)],
}

/// The address that a browser is sent to.
pub(crate) fn authorize_address(wanted: &Wanted<'_>, proof: &Proof) -> Result<String, LoginError> {
    let (endpoint, setting) = wanted.endpoint;
    let endpoint = AuthUrl::new(endpoint.to_owned())
        .ok()
        .filter(|url| matches!(url.url().scheme(), "http" | "https"))
        .ok_or(LoginError::Address { setting })?;
    let redirect = redirect(wanted.redirect)?;
    let client = Bare::new(ClientId::new(wanted.client_id.to_owned())).set_auth_uri(endpoint);
    let mut request = client
        .authorize_url(|| CsrfToken::new(proof.state().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect))
        .set_pkce_challenge(proof.challenge.clone())
        .add_scopes(wanted.scopes.iter().cloned().map(Scope::new));
    for (name, value) in wanted.extra {
        request = request.add_extra_param(*name, *value);
    }
    Ok(request.url().0.into())
}

/// A code with what it is redeemed with.
pub(crate) struct Redemption<'a> {
    pub(crate) token_url: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) code: &'a SecretString,
    pub(crate) redirect: &'a str,
    pub(crate) verifier: &'a SecretString,
    pub(crate) extra: &'a [(&'static str, &'a str)],
}

/// Redeems a code for tokens (RFC 6749, 4.1.3), as a form.
pub(crate) async fn redeem(
    http: &Http,
    redemption: &Redemption<'_>,
) -> Result<TokenAnswer, LoginError> {
    let client = Bare::new(ClientId::new(redemption.client_id.to_owned()))
        .set_token_uri(endpoint(redemption.token_url)?);
    let code = AuthorizationCode::new(redemption.code.expose_secret().to_owned());
    let verifier = PkceCodeVerifier::new(redemption.verifier.expose_secret().to_owned());
    let mut request = client
        .exchange_code(code)
        .set_redirect_uri(Cow::Owned(redirect(redemption.redirect)?))
        .set_pkce_verifier(verifier);
    for (name, value) in redemption.extra {
        request = request.add_extra_param(*name, *value);
    }
    let answer = request.request_async(&Sender(http.clone())).await;
    Ok(answer.map_err(|error| failure(error, redemption.token_url))?)
}

/// Renews tokens (RFC 6749, 6), as a form and without a scope.
pub(crate) async fn renew(
    http: &Http,
    token_url: &str,
    client_id: &str,
    refresh_token: &SecretString,
    extra: &[(&'static str, &str)],
) -> Result<TokenAnswer, Failure> {
    let url = TokenUrl::new(token_url.to_owned()).map_err(|_| Failure::NotSent {
        host: host(token_url),
        why: "its address is no URL".to_owned(),
    })?;
    let client = Bare::new(ClientId::new(client_id.to_owned())).set_token_uri(url);
    let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
    let mut request = client.exchange_refresh_token(&token);
    for (name, value) in extra {
        request = request.add_extra_param(*name, *value);
    }
    let answer = request.request_async(&Sender(http.clone())).await;
    answer.map_err(|error| failure(error, token_url))
}

/// The crate's way to our client. Only successes come back from it, so that every refusal is read in one place.
struct Sender(Http);

impl<'c> AsyncHttpClient<'c> for Sender {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, Failure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.0.send(request).await.map(Response::new) })
    }
}

/// What the crate says beside our own failures quotes the answer, which may hold tokens.
fn failure(error: RequestTokenError<Failure, BasicErrorResponse>, url: &str) -> Failure {
    match error {
        RequestTokenError::Request(failure) => failure,
        _ => Failure::unread(host(url)),
    }
}

fn endpoint(url: &str) -> Result<TokenUrl, LoginError> {
    TokenUrl::new(url.to_owned()).map_err(|_| LoginError::Address {
        setting: "the token address",
    })
}

fn redirect(url: &str) -> Result<RedirectUrl, LoginError> {
    RedirectUrl::new(url.to_owned()).map_err(|_| LoginError::Address {
        setting: "the redirect address",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_one_attempt_is_another_attempts() {
        let (one, other) = (Proof::new().unwrap(), Proof::new().unwrap());
        assert_ne!(one.state(), other.state());
        assert_ne!(one.challenge.as_str(), other.challenge.as_str());
        assert_ne!(one.state(), one.verifier().expose_secret());
        assert_eq!(one.state().len(), 43);
        assert_eq!(one.verifier().expose_secret().len(), 86);
    }
}
