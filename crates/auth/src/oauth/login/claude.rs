use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use crate::credentials::{ClaudeLogin, Document};
use crate::oauth::attempt::{Attempt, Code, Expected, Loopback, Name, Way};
use crate::oauth::grant::{Proof, Wanted, authorize_address};
use crate::oauth::terms::Accepted;
use crate::oauth::wire::{Http, TokenAnswer};
use crate::oauth::{ClaudeProvider, ClaudeTokens, LoginError};

/// The only path that a redirect to this machine may have (claude 2.1.331).
const PATH: &str = "/callback";
/// The scope that the profile needs.
const PROFILE: &str = "user:profile";
/// A login does not wait longer for the profile, which it can do without.
const PATIENCE: Duration = Duration::from_secs(10);

/// `GET /api/oauth/profile` (claude 2.1.331).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Profile {
    account: Account,
    organization: Organization,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Account {
    uuid: Option<String>,
    email: Option<String>,
    has_claude_max: Option<bool>,
    has_claude_pro: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Organization {
    uuid: Option<String>,
    name: Option<String>,
    organization_type: Option<String>,
    rate_limit_tier: Option<String>,
}

impl Attempt<ClaudeLogin> {
    /// Begins a login to Claude, for a person who said yes to the [notice](crate::oauth::terms::NOTICE).
    ///
    /// # Errors
    /// No port can be opened, or an address of the provider is none.
    pub async fn begin_claude(
        http: &Http,
        provider: &ClaudeProvider,
        accepted: Accepted,
    ) -> Result<Self, LoginError> {
        let loopback = Loopback::any(Name::Localhost).await?;
        let redirect = loopback.redirect(PATH);
        let proof = Proof::new()?;
        let address = |redirect: &str| {
            let wanted = Wanted {
                endpoint: (&provider.authorize_url, "claude.oauth.authorize_url"),
                client_id: &provider.client_id,
                redirect,
                scopes: &provider.scopes,
                extra: &[("code", "true")],
            };
            authorize_address(&wanted, &proof)
        };
        let (address, manual_address) = (address(&redirect)?, address(&provider.manual_redirect)?);
        let manual = provider.manual_redirect.clone();
        let expected = Expected::new(proof.state(), redirect, Some(manual));
        let (http, provider) = (http.clone(), provider.clone());
        let way = Way {
            name: "Claude",
            path: PATH,
            yields: false,
            address,
            manual_address,
            complete: Box::new(move |code| {
                Box::pin(async move { logged_in(&http, &provider, &proof, &code, accepted).await })
            }),
            remark: |_| "",
        };
        Ok(Self::new(loopback, way, expected))
    }
}

async fn logged_in(
    http: &Http,
    provider: &ClaudeProvider,
    proof: &Proof,
    code: &Code,
    accepted: Accepted,
) -> Result<ClaudeLogin, LoginError> {
    // JSON, and with the state, which the server compares too: not the standard's form.
    let body = json!({
        "grant_type": "authorization_code",
        "code": code.code.expose_secret(),
        "redirect_uri": code.redirect,
        "client_id": provider.client_id,
        "code_verifier": proof.verifier().expose_secret(),
        "state": proof.state(),
    });
    let answer: TokenAnswer = http.post_json(&provider.token_url, &body).await?;
    let tokens = ClaudeTokens::of(&answer);
    let now = SystemTime::now();
    let mut login = ClaudeLogin {
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token,
        expires_at: tokens.expires_in.and_then(|life| now.checked_add(life)),
        scopes: tokens.scopes.unwrap_or_else(|| provider.scopes.clone()),
        subscription: None,
        rate_limit_tier: None,
        origin: provider.origin.clone(),
        token_url: Some(provider.token_url.clone()),
        issued_at: Some(now),
        terms_accepted_at: Some(accepted.at),
        account_id: tokens.account_id,
        email: tokens.email,
        organization_id: tokens.organization_id,
        organization: tokens.organization,
        rest: Document::default(),
    };
    if login.scopes.iter().any(|scope| scope == PROFILE) {
        describe(http, provider, &mut login).await;
    }
    Ok(login)
}

/// Adds what the profile says. A login without it is still a login.
pub(crate) async fn describe(http: &Http, provider: &ClaudeProvider, login: &mut ClaudeLogin) {
    let token: &SecretString = &login.access_token;
    let profile = http.get::<Profile>(&provider.profile_url, Some(token));
    let profile = match timeout(PATIENCE, profile).await {
        Ok(Ok(profile)) => profile,
        Ok(Err(error)) => {
            tracing::debug!(%error, "the profile of the Claude account cannot be read");
            return;
        }
        Err(_) => {
            tracing::debug!("the profile of the Claude account did not come in time");
            return;
        }
    };
    login.subscription = Some(subscription(&profile).to_owned());
    let Profile {
        account,
        organization,
    } = profile;
    replace(&mut login.rate_limit_tier, organization.rate_limit_tier);
    replace(&mut login.account_id, account.uuid);
    replace(&mut login.email, account.email);
    replace(&mut login.organization_id, organization.uuid);
    replace(&mut login.organization, organization.name);
}

/// The best plan that the account has, by the names that Claude's own file uses.
fn subscription(profile: &Profile) -> &'static str {
    if profile.account.has_claude_max == Some(true) {
        return "max";
    }
    if profile.account.has_claude_pro == Some(true) {
        return "pro";
    }
    match profile.organization.organization_type.as_deref() {
        Some("claude_max") => "max",
        Some("claude_pro") => "pro",
        Some("claude_team") => "team",
        Some("claude_enterprise") => "enterprise",
        _ => "free",
    }
}

fn replace(old: &mut Option<String>, new: Option<String>) {
    if new.is_some() {
        *old = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_plan_of_the_account_is_its_subscription() {
        for (profile, expected) in [
            (
                json!({"account":{"has_claude_max":true,"has_claude_pro":true}}),
                "max",
            ),
            (
                json!({"account":{"has_claude_pro":true},"organization":{"organization_type":"claude_team"}}),
                "pro",
            ),
            (
                json!({"organization":{"organization_type":"claude_max"}}),
                "max",
            ),
            (
                json!({"organization":{"organization_type":"claude_team"}}),
                "team",
            ),
            (
                json!({"organization":{"organization_type":"claude_enterprise"}}),
                "enterprise",
            ),
            (
                json!({"account":{"has_claude_max":null},"organization":{"organization_type":"api"}}),
                "free",
            ),
            (json!({}), "free"),
        ] {
            let read: Profile = serde_json::from_value(profile.clone()).unwrap();
            assert_eq!(subscription(&read), expected, "{profile}");
        }
    }
}
