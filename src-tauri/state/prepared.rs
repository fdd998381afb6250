//! Logins that are ready to go: each kind with its address, and with the future that ends it.

use std::pin::Pin;

use auth::{
    Accounts,
    oauth::{Attempt, LoginError, PasteBox, Prompt, terms::Accepted},
    store::StoreError,
};
use tokio::sync::watch;

/// A login that is ready to go. Dropping it closes its port.
pub(crate) struct Prepared {
    /// The page to open, once it is known.
    pub(crate) address: watch::Receiver<Option<String>>,
    /// Where pasted text goes.
    pub(crate) pastes: Option<PasteBox>,
    /// Waits for the browser and keeps what comes.
    pub(crate) outcome: Outcome,
}

/// What becomes of a login; or why nothing, in a sentence.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<Done, String>> + Send>>;

/// What a login came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    /// Whose it is.
    pub(crate) account: Option<String>,
    /// Whether the plan may be used, where that was a question.
    pub(crate) plan_use: Option<bool>,
}

impl Done {
    fn of(account: Option<String>) -> Self {
        Self {
            account,
            plan_use: None,
        }
    }

    /// The same in a sentence or two.
    pub(crate) fn words(&self) -> String {
        let mut words = match &self.account {
            Some(account) => format!("Logged in as {account}."),
            None => "Logged in.".into(),
        };
        if self.plan_use == Some(false) {
            words += " You did not allow the use of your plan, so it answers nothing here.";
        }
        words
    }
}

impl Prepared {
    /// The Claude plan, for a person who said yes to the notice just now.
    pub(crate) async fn claude(accounts: Accounts) -> Result<Self, LoginError> {
        let accepted = Accepted::now();
        if let Some(done) = adopt(&accounts, accepted).await {
            return Ok(Self::ended(done));
        }
        let attempt = accounts.begin_claude(accepted).await?;
        Ok(Self::from_attempt(attempt, |login| async move {
            let account = login.email.clone();
            accounts.keep_claude(login).await?;
            Ok(Done::of(account))
        }))
    }

    /// The Codex CLI's login.
    pub(crate) async fn codex(accounts: Accounts) -> Result<Self, LoginError> {
        let attempt = accounts.begin_codex().await?;
        Ok(Self::from_attempt(attempt, |tokens| async move {
            accounts.keep_codex(tokens).await?;
            let account = match accounts.openai_info().await {
                Ok((info, _)) => info.email.or(info.account_id),
                Err(_) => None,
            };
            Ok(Done::of(account))
        }))
    }

    /// Sign in with ChatGPT. One that left the plan out is asked for it again.
    pub(crate) async fn chatgpt(accounts: Accounts) -> Result<Self, LoginError> {
        let prompt = match accounts.stored_chatgpt().await {
            Ok(Some((login, _))) if !login.may_use_plan() => Prompt::Consent,
            _ => Prompt::Usual,
        };
        let attempt = accounts.begin_chatgpt(prompt).await?;
        Ok(Self::from_attempt(attempt, |sign_in| async move {
            let account = sign_in.login.email.clone();
            let plan_use = Some(sign_in.login.may_use_plan());
            accounts.keep_chatgpt(sign_in).await?;
            Ok(Done { account, plan_use })
        }))
    }

    fn from_attempt<O, K, F>(attempt: Attempt<O>, keep: K) -> Self
    where
        O: Send + 'static,
        K: FnOnce(O) -> F + Send + 'static,
        F: Future<Output = Result<Done, StoreError>> + Send + 'static,
    {
        let address = attempt.address().to_owned();
        let pastes = attempt.paste_box();
        let outcome = async move {
            let finished = attempt.finish(keep).await;
            finished.map_err(|error| error.to_string())
        };
        Self {
            address: watch::channel(Some(address)).1,
            pastes: Some(pastes),
            outcome: Box::pin(outcome),
        }
    }

    fn ended(done: Done) -> Self {
        Self {
            address: watch::channel(None).1,
            pastes: None,
            outcome: Box::pin(std::future::ready(Ok(done))),
        }
    }
}

/// Takes over a login that another program stored, if it still works.
async fn adopt(accounts: &Accounts, accepted: Accepted) -> Option<Done> {
    accounts.foreign_claude().await.ok()??;
    accounts.adopt_claude(accepted).await.ok()??;
    match accounts.claude_info().await {
        Ok((info, None)) => Some(Done::of(info.email)),
        _ => None,
    }
}
