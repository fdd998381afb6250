use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::credentials::{CodexAuth, CodexMode, CodexTokens};
use crate::jwt::Jwt;
use crate::oauth::{Http, OpenaiProvider, RefreshError, codex_home, refresh_codex};
use crate::store::{CodexFile, StoreError};
use crate::token::{Account, AccountId, Clock, Error, Kind, Login};

/// Beyond this, the clock of this machine and that of the provider differ.
const SKEW: Duration = Duration::from_secs(300);
/// How often the file is read again after "already used": whoever was first may still be writing.
const AGAIN: u32 = 10;
/// The pause between.
const PAUSE: Duration = Duration::from_millis(200);

/// The ChatGPT login in the Codex CLI's `auth.json`, which the CLI renews too, under no lock of ours.
#[derive(Debug, Clone)]
pub struct CodexAccount {
    file: CodexFile,
    http: Http,
    provider: OpenaiProvider,
}

/// The file, as far as it holds a login.
#[derive(Debug, Clone)]
pub struct CodexEntry {
    /// All of it.
    pub auth: CodexAuth,
    /// Its login.
    pub tokens: CodexTokens,
}

impl CodexAccount {
    /// The login in `file`, renewed at `provider`.
    #[must_use]
    pub fn new(file: CodexFile, http: Http, provider: OpenaiProvider) -> Self {
        Self {
            file,
            http,
            provider,
        }
    }

    /// The file's login, if somebody else stored another one than `old`.
    async fn replaced(&self, old: &CodexEntry) -> Option<CodexEntry> {
        let now = entry(self.file.read().await.ok()??)?;
        (refresh_of(&now) != refresh_of(old)).then_some(now)
    }
}

impl Account for CodexAccount {
    type Entry = CodexEntry;
    const KIND: Kind = Kind::Codex;
    const AHEAD: bool = false;

    fn name(&self) -> String {
        // Each file has a lock and a journal of its own.
        let digest = Sha256::digest(self.file.path().as_os_str().as_encoded_bytes());
        let short: String = digest
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("codex-{short}")
    }

    async fn read(&self) -> Result<CodexEntry, Error> {
        let auth = self.file.read().await?.ok_or(Error::Missing(Kind::Codex))?;
        entry(auth).ok_or(Error::Missing(Kind::Codex))
    }

    fn login(&self, entry: &CodexEntry) -> Result<Login, Error> {
        let header = Login::bearer(&entry.tokens.access_token).ok_or_else(|| Error::Malformed {
            kind: Kind::Codex,
            why: crate::credentials::Malformed::characters(),
        })?;
        let jwt = Jwt::read(&entry.tokens.access_token);
        let issuer = jwt.as_ref().and_then(|jwt| jwt.issuer.as_deref());
        if let Some(issuer) = issuer.filter(|its| its.trim_end_matches('/') != self.provider.issuer)
        {
            return Err(Error::OtherOrigin {
                kind: Kind::Codex,
                setting: "codex.oauth.issuer",
                stored: issuer.to_owned(),
                configured: self.provider.issuer.clone(),
            });
        }
        Ok(Login {
            header,
            expires_at: jwt
                .as_ref()
                .and_then(|jwt| ends(jwt, entry.auth.last_refresh)),
            due_at: None,
            origin: codex_home(issuer).map(str::to_owned),
            may_use_plan: true,
            account: entry.tokens.account_id.as_deref().map(AccountId::new),
        })
    }

    fn refresh_token<'a>(&self, entry: &'a CodexEntry) -> Option<&'a SecretString> {
        entry.tokens.refresh_token.as_ref()
    }

    async fn renew(&self, entry: &CodexEntry, clock: &Clock) -> Result<CodexEntry, RefreshError> {
        let Some(token) = &entry.tokens.refresh_token else {
            return Err(RefreshError::NotSent {
                host: self.provider.issuer.clone(),
                why: "there is no refresh token".to_owned(),
            });
        };
        match refresh_codex(&self.http, &self.provider, token).await {
            Ok(new) => {
                let mut entry = entry.clone();
                let tokens = &mut entry.tokens;
                tokens.id_token = new.id_token.unwrap_or_else(|| tokens.id_token.clone());
                tokens.access_token = new
                    .access_token
                    .unwrap_or_else(|| tokens.access_token.clone());
                tokens.refresh_token = new.refresh_token.or_else(|| tokens.refresh_token.clone());
                entry.auth.renew(tokens.clone(), clock.now());
                Ok(entry)
            }
            Err(RefreshError::Final { host, code }) => {
                // The Codex CLI may have been first, and may still be writing what it got.
                for _ in 0..AGAIN {
                    if let Some(theirs) = self.replaced(entry).await {
                        return Ok(theirs);
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                Err(RefreshError::Final { host, code })
            }
            Err(error) => Err(error),
        }
    }

    async fn keep(&self, old: &CodexEntry, new: &CodexEntry) -> Result<CodexEntry, StoreError> {
        // Somebody logged in meanwhile, perhaps as somebody else: theirs counts.
        if let Some(theirs) = self.replaced(old).await {
            return Ok(theirs);
        }
        self.file.write(&new.auth).await?;
        Ok(new.clone())
    }
}

fn entry(auth: CodexAuth) -> Option<CodexEntry> {
    if auth.mode() != CodexMode::Chatgpt {
        return None;
    }
    let tokens = auth.tokens.clone()?;
    Some(CodexEntry { auth, tokens })
}

fn refresh_of(entry: &CodexEntry) -> Option<&str> {
    entry
        .tokens
        .refresh_token
        .as_ref()
        .map(|token| token.expose_secret())
}

/// When a token ends by this machine's clock. The file says when it was renewed by that clock, and the token when it was
/// made by the provider's: where the two differ, the token's life counts from the former.
fn ends(jwt: &Jwt, renewed: Option<SystemTime>) -> Option<SystemTime> {
    let end = jwt.expires_at?;
    let Some((made, renewed)) = jwt.issued_at.zip(renewed) else {
        return Some(end);
    };
    let apart = made
        .duration_since(renewed)
        .unwrap_or_else(|other_way| other_way.duration());
    if apart <= SKEW {
        return Some(end);
    }
    let life = end.duration_since(made).ok()?;
    renewed.checked_add(life)
}
