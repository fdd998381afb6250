use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};

use super::discovery::Discovery;
use super::id_token::{Claim, Keys, verified};
use super::scopes;
use crate::credentials::{ChatgptClient, ChatgptLogin, Document};
use crate::oauth::attempt::{Attempt, Code, Expected, Loopback, Name, Way};
use crate::oauth::grant::{Proof, Redemption, Wanted, authorize_address, random, redeem};
use crate::oauth::wire::{Http, host};
use crate::oauth::{ChatgptTokens, LoginError, OpenaiProvider};

// The endpoints, parameters and rules: developers.openai.com/siwc, "Registration and sign-in", "Token reference".

/// The path of the redirect; its host is 127.0.0.1, and only its port may vary.
const PATH: &str = "/auth/callback";
/// The client id of the first sign-in, which brings the issued one.
const DYNAMIC: &str = "dynamic_agent_client";
/// What this program is called, told at the first sign-in.
const AGENT: &str = "ccproxy";
const SCOPES: &str =
    "openid profile email offline_access resource.invoke chatgpt.tokens.use.direct";
/// What the tokens are for.
pub(crate) const RESOURCE: &str = "https://api.openai.com/v1";

/// What a sign-in brings: the login, and the installation that it is for, with the client id that was issued. Both are to
/// be kept.
#[derive(Debug, Clone)]
pub struct ChatgptSignIn {
    /// The login. [`may_use_plan`](ChatgptLogin::may_use_plan) says whether the plan may be used.
    pub login: ChatgptLogin,
    /// The installation.
    pub client: ChatgptClient,
}

/// How the person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prompt {
    /// As the provider sees fit.
    #[default]
    Usual,
    /// For their consent again, even where they gave it: after a sign-in that left the plan out.
    Consent,
}

/// What one sign-in knows from its beginning.
struct SignIn {
    http: Http,
    provider: OpenaiProvider,
    client: ChatgptClient,
    /// The client id that was issued before, at this issuer.
    issued: Option<String>,
    proof: Proof,
    nonce: SecretString,
}

impl ChatgptClient {
    /// A new installation, without a client id yet. It is made once and kept: it outlives every login.
    ///
    /// # Errors
    /// [`LoginError::NoRandomness`].
    pub fn new_installation() -> Result<Self, LoginError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| LoginError::NoRandomness)?;
        Ok(Self {
            host_id: format!("urn:uuid:{}", uuid(bytes)),
            client_id: None,
            issuer: None,
        })
    }
}

impl Attempt<ChatgptSignIn> {
    /// Begins a sign-in with ChatGPT for an installation: the first registers it, later ones are for the same person.
    /// Without its client id an installation is registered anew, for whoever signs in.
    ///
    /// # Errors
    /// No port can be opened, or the issuer is no address.
    pub async fn begin_chatgpt(
        http: &Http,
        provider: &OpenaiProvider,
        client: &ChatgptClient,
        prompt: Prompt,
    ) -> Result<Self, LoginError> {
        let loopback = Loopback::any(Name::V4).await?;
        let redirect = loopback.redirect(PATH);
        let (proof, nonce) = (Proof::new()?, random()?);
        // An id of another issuer means nothing to this one.
        let issued = client
            .client_id
            .clone()
            .filter(|_| client.issuer.as_deref() == Some(&provider.issuer));
        let sign_in = SignIn {
            http: http.clone(),
            provider: provider.clone(),
            client: client.clone(),
            issued,
            proof,
            nonce,
        };
        let address = sign_in.address(&redirect, prompt)?;
        let expected = Expected::new(sign_in.proof.state(), redirect, None);
        let way = Way {
            name: "ChatGPT",
            path: PATH,
            yields: false,
            manual_address: address.clone(),
            address,
            complete: Box::new(move |code| Box::pin(sign_in.complete(code))),
            remark,
        };
        Ok(Self::new(loopback, way, expected))
    }
}

fn remark(outcome: &ChatgptSignIn) -> &'static str {
    if outcome.login.may_use_plan() {
        ""
    } else {
        "Your plan was left out, so ccproxy cannot use it. Sign in again to allow it."
    }
}

impl SignIn {
    /// Where to send the browser: to register the installation, or to sign in again.
    fn address(&self, redirect: &str, prompt: Prompt) -> Result<String, LoginError> {
        let mut extra = vec![
            ("ext_agent_host_id", self.client.host_id.as_str()),
            ("resource", RESOURCE),
            ("nonce", self.nonce.expose_secret()),
        ];
        if self.issued.is_none() {
            extra.push(("agent_name_hint", AGENT));
        }
        if prompt == Prompt::Consent {
            extra.push(("prompt", "consent"));
        }
        let endpoint = self.provider.at("/api/accounts/authorize");
        let wanted = Wanted {
            endpoint: (&endpoint, "codex.oauth.issuer"),
            client_id: self.issued.as_deref().unwrap_or(DYNAMIC),
            redirect,
            scopes: &scopes(SCOPES),
            extra: &extra,
        };
        authorize_address(&wanted, &self.proof)
    }

    async fn complete(self, code: Code) -> Result<ChatgptSignIn, LoginError> {
        let client_id = self.client_id(&code)?;
        let (http, provider) = (&self.http, &self.provider);
        // Before the code is spent: without the keys nothing could come of it.
        let discovery = Discovery::of(http, provider)
            .await
            .map_err(|problem| problem.for_login(provider))?;
        let keys = Keys::of(http, &discovery).await?;
        let redemption = Redemption {
            token_url: &provider.at("/api/accounts/oauth/token"),
            client_id: &client_id,
            code: &code.code,
            redirect: &code.redirect,
            verifier: self.proof.verifier(),
            extra: &[("resource", RESOURCE)],
        };
        let tokens = ChatgptTokens::of(&redeem(http, &redemption).await?);
        let lacks = |what| LoginError::Incomplete {
            host: host(&provider.issuer),
            what,
        };
        let id_token = tokens
            .id_token
            .as_ref()
            .ok_or_else(|| lacks("an id token"))?;
        let claim = Claim {
            client_id: &client_id,
            nonce: &self.nonce,
        };
        let who = verified(http, &discovery, keys, id_token, &claim).await?;
        let subject = who
            .subject
            .clone()
            .ok_or_else(|| lacks("the account's id"))?;
        let now = SystemTime::now();
        let login = ChatgptLogin {
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
            expires_at: tokens.expires_in.and_then(|life| now.checked_add(life)),
            earliest_refresh_at: tokens
                .earliest_refresh_at
                .and_then(|at| UNIX_EPOCH.checked_add(Duration::from_secs(at))),
            issued_at: Some(now),
            scopes: tokens.scopes.unwrap_or_else(|| scopes(SCOPES)),
            subject,
            email: who.email(),
            name: who.name(),
            plan: who.plan(),
            client_id: client_id.clone(),
            issuer: provider.issuer.clone(),
            rest: Document::default(),
        };
        let client = ChatgptClient {
            host_id: self.client.host_id,
            client_id: Some(client_id),
            issuer: Some(provider.issuer.clone()),
        };
        Ok(ChatgptSignIn { login, client })
    }

    /// The client id that the tokens are for: the first sign-in must bring one, and a later one no other.
    fn client_id(&self, code: &Code) -> Result<String, LoginError> {
        let brought = code.client_id.as_deref().filter(|id| *id != DYNAMIC);
        match (&self.issued, brought) {
            (None, None) => Err(LoginError::NotRegistered),
            (None, Some(new)) => Ok(new.to_owned()),
            (Some(issued), Some(other)) if issued != other => Err(LoginError::OtherClient),
            (Some(issued), _) => Ok(issued.clone()),
        }
    }
}

/// A random UUID, version 4 (RFC 9562, 5.4).
fn uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_has_a_random_uuid_of_its_own() {
        assert_eq!(uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
        let (one, other) = (
            ChatgptClient::new_installation().unwrap(),
            ChatgptClient::new_installation().unwrap(),
        );
        assert_ne!(one.host_id, other.host_id);
        assert!(one.host_id.starts_with("urn:uuid:"));
    }
}
