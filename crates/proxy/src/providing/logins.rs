use std::sync::Arc;
use std::time::{Duration, SystemTime};

use auth::Accounts;
use auth::credentials::{ApiKey, Vendor};
use auth::token::{
    Account, ChatgptAccount, ClaudeAccount, Clock, CodexAccount, Error, Login, TokenSource,
};
use providers::{LastLimits, Switch};
use secrecy::ExposeSecret;
use tokio::sync::watch;
use tokio::time::timeout;

/// The logins and keys of one set of accounts, as the providers use them.
#[derive(Debug)]
pub(crate) struct Logins {
    pub(crate) claude: Arc<TokenSource<ClaudeAccount>>,
    pub(crate) codex: Arc<TokenSource<CodexAccount>>,
    pub(crate) chatgpt: Arc<TokenSource<ChatgptAccount>>,
    /// What the Codex backend last said of this login's plan.
    pub(crate) codex_limits: Arc<LastLimits>,
    /// Whether Anthropic refused the Claude login for use outside its own programs.
    pub(crate) switch: Arc<Switch>,
    /// When that login was made, by the yes to its terms: each login has its own.
    made: Option<SystemTime>,
    pub(crate) claude_key: Option<ApiKey>,
    pub(crate) openai_key: Option<ApiKey>,
}

/// Ticks when one of the logins changes, or is refused for good.
pub(crate) struct Changes {
    logins: [watch::Receiver<u64>; 3],
    switch: watch::Receiver<bool>,
}

/// Whose logins and keys they are.
#[derive(PartialEq)]
struct Whose {
    accounts: [Option<String>; 3],
    keys: [Option<String>; 2],
}

impl Logins {
    /// Reads the stores. Nothing is renewed ahead yet.
    pub(crate) async fn open(accounts: &Accounts) -> Self {
        Self {
            claude: source(accounts, accounts.claude()).await,
            codex: source(accounts, accounts.codex()).await,
            chatgpt: source(accounts, accounts.chatgpt()).await,
            codex_limits: Arc::default(),
            switch: Arc::default(),
            made: made(accounts).await,
            claude_key: key(accounts, Vendor::Anthropic).await,
            openai_key: key(accounts, Vendor::Openai).await,
        }
    }

    /// Renews the logins ahead of their ends from now on.
    pub(crate) fn renew_ahead(&self) {
        self.claude.renew_ahead();
        self.codex.renew_ahead();
        self.chatgpt.renew_ahead();
    }

    /// Reads the stores again. Says whether other accounts may answer now; renewed tokens are the same account.
    pub(crate) async fn reload(&mut self, accounts: &Accounts) -> bool {
        let before = self.whose();
        self.claude.reload().await;
        self.codex.reload().await;
        self.chatgpt.reload().await;
        self.claude_key = key(accounts, Vendor::Anthropic).await;
        self.openai_key = key(accounts, Vendor::Openai).await;
        let made = made(accounts).await;
        if made != self.made {
            // Another login may be taken where the last one was not.
            self.made = made;
            self.switch = Arc::default();
        }
        let after = self.whose();
        let codex = |whose: &Whose| whose.accounts[1].clone();
        if codex(&before) != codex(&after) {
            self.codex_limits = Arc::default();
        }
        before != after
    }

    pub(crate) fn changes(&self) -> Changes {
        Changes {
            logins: [
                self.claude.changes(),
                self.codex.changes(),
                self.chatgpt.changes(),
            ],
            switch: self.switch.changes(),
        }
    }

    /// Waits for refreshes that are under way, `within` bounds. Says whether all of them have landed.
    pub(crate) async fn finish(&self, within: Duration) -> bool {
        let all = async {
            tokio::join!(
                self.claude.finish(),
                self.codex.finish(),
                self.chatgpt.finish()
            )
        };
        timeout(within, all).await.is_ok()
    }

    fn whose(&self) -> Whose {
        let text = |key: &Option<ApiKey>| {
            let key = key.as_ref()?;
            Some(key.key.expose_secret().to_owned())
        };
        Whose {
            accounts: [
                whose(self.claude.standing()),
                whose(self.codex.standing()),
                whose(self.chatgpt.standing()),
            ],
            keys: [text(&self.claude_key), text(&self.openai_key)],
        }
    }
}

impl Changes {
    /// Waits for the next change; for ever when nobody can tell of one any more.
    pub(crate) async fn next(&mut self) {
        let [claude, codex, chatgpt] = &mut self.logins;
        tokio::select! {
            Ok(()) = self.switch.changed() => {}
            Ok(()) = claude.changed() => {}
            Ok(()) = codex.changed() => {}
            Ok(()) = chatgpt.changed() => {}
            else => std::future::pending().await,
        }
    }
}

async fn made(accounts: &Accounts) -> Option<SystemTime> {
    accounts.claude().read().await.ok()?.terms_accepted_at
}

/// The account's id; a login that does not say whose it is, is told from others by its token.
fn whose(login: Result<Arc<Login>, Error>) -> Option<String> {
    let login = login.ok()?;
    match &login.account {
        Some(id) => Some(id.as_str().to_owned()),
        None => login.header.to_str().ok().map(str::to_owned),
    }
}

async fn source<A: Account>(accounts: &Accounts, account: A) -> Arc<TokenSource<A>> {
    let state = accounts.places().state.clone();
    Arc::new(TokenSource::open(account, state, Clock::default()).await)
}

/// A vendor's stored key; one that cannot be read is told, and is none.
async fn key(accounts: &Accounts, vendor: Vendor) -> Option<ApiKey> {
    match accounts.api_key(vendor).await {
        Ok(key) => key,
        Err(error) => {
            tracing::warn!("{error}");
            None
        }
    }
}
