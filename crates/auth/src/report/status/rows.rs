use std::path::Path;
use std::time::SystemTime;

use super::{Account, Found, State, StatusRow};
use crate::claude_code::{ClaudeCode, SignedIn};
use crate::credentials::{ANTHROPIC, ApiKey, ChatgptLogin, ClaudeLogin, CodexAuth, Vendor};
use crate::report::claude::{LOGIN as CLAUDE_LOGIN, foreign};
use crate::report::openai::{LOGIN as CODEX_LOGIN, LoginStatus, OpenaiInfo};
use crate::report::{Lifetime, Masked, plan};

const CHATGPT_LOGIN: &str = "ccproxy auth login-chatgpt";
const CLAUDE_CODE_LOGIN: &str = "claude auth login";
/// The server that OpenAI's keys are for.
const OPENAI: &str = "https://api.openai.com";

impl StatusRow {
    /// The person's own `claude` command.
    #[must_use]
    pub fn claude_code(found: &ClaudeCode, now: SystemTime) -> Self {
        let row = Self::empty(Account::ClaudeCode);
        let at = |path: &Path| Some(path.display().to_string());
        match found {
            ClaudeCode::NotInstalled => row.next(format!(
                "Install Claude Code, then run `{CLAUDE_CODE_LOGIN}`"
            )),
            ClaudeCode::SignedOut { path } => Self {
                storage: at(path),
                ..row.next(format!("Run `{CLAUDE_CODE_LOGIN}`"))
            },
            ClaudeCode::SignedIn(its) => row.signed_in(its, now),
            ClaudeCode::Unclear { path, why } => Self {
                state: State::Unreadable,
                storage: at(path),
                ..row.next(why.clone())
            },
        }
    }

    fn signed_in(self, its: &SignedIn, now: SystemTime) -> Self {
        let life = Lifetime::new(its.expires_at, now);
        Self {
            account: its.email.clone().or_else(|| Some(its.method.to_string())),
            organization: its.organization.clone(),
            plan: its.subscription.as_deref().map(plan::claude),
            storage: Some(its.path.display().to_string()),
            ..self.alive(life, false, CLAUDE_CODE_LOGIN)
        }
    }

    /// The Claude login of the API mode.
    #[must_use]
    pub fn claude(found: Found<'_, ClaudeLogin>, now: SystemTime) -> Self {
        let row = Self::empty(Account::ClaudeLogin);
        row.fill(found, CLAUDE_LOGIN, |row, login| Self {
            account: login.email.clone(),
            organization: login.organization.clone(),
            plan: login.subscription.as_deref().map(plan::claude),
            server: foreign(&login.origin),
            ..row.alive(
                Lifetime::new(login.expires_at, now),
                login.refresh_token.is_some(),
                CLAUDE_LOGIN,
            )
        })
    }

    /// A key of the Anthropic API or of the OpenAI API.
    #[must_use]
    pub fn key(vendor: Vendor, found: Found<'_, ApiKey>) -> Self {
        let (name, own, command) = match vendor {
            Vendor::Anthropic => (
                Account::ClaudeKey,
                ANTHROPIC,
                "ccproxy auth login --api-key",
            ),
            Vendor::Openai => (
                Account::OpenaiKey,
                OPENAI,
                "ccproxy auth login-openai --api-key",
            ),
        };
        Self::empty(name).fill(found, command, |row, key| Self {
            state: State::Valid,
            account: Some(Masked::of(&key.key).to_string()),
            server: (key.origin != own).then(|| key.origin.clone()),
            ..row
        })
    }

    /// The login in the Codex CLI's `auth.json`.
    #[must_use]
    pub fn codex(found: Found<'_, CodexAuth>, now: SystemTime) -> Self {
        let place = found.ok().flatten().map(|(_, place)| place);
        Self::empty(Account::Codex).fill(found, CODEX_LOGIN, |row, auth| {
            let Some(place) = place else { return row };
            let info = OpenaiInfo::new(auth, place, None, now);
            let unused = match info.status {
                LoginStatus::ApiKey => "is set to an API key, which ccproxy does not use",
                LoginStatus::Other => "is set to a login that ccproxy does not use",
                LoginStatus::NotLoggedIn => "holds no login",
                LoginStatus::Active | LoginStatus::Expired | LoginStatus::Unknown => {
                    return Self {
                        account: info.email.or(info.account_id),
                        organization: info.organization,
                        plan: info.plan_type.as_deref().map(plan::chatgpt),
                        ..row.alive(info.life, info.refresh_token_available, CODEX_LOGIN)
                    };
                }
            };
            row.next(format!("auth.json {unused}. Run `{CODEX_LOGIN}`"))
        })
    }

    /// The login of Sign in with ChatGPT.
    #[must_use]
    pub fn chatgpt(found: Found<'_, ChatgptLogin>, now: SystemTime) -> Self {
        Self::empty(Account::Chatgpt).fill(found, CHATGPT_LOGIN, |row, login| {
            let life = Lifetime::new(login.expires_at, now);
            let row = Self {
                account: login.email.clone().or_else(|| login.name.clone()),
                plan: login.plan.as_deref().map(plan::chatgpt),
                ..row.alive(life, login.refresh_token.is_some(), CHATGPT_LOGIN)
            };
            if login.may_use_plan() || row.state == State::Expired {
                return row;
            }
            row.next(format!(
                "The use of the plan was not granted. Run `{CHATGPT_LOGIN}` and allow it"
            ))
        })
    }
}
