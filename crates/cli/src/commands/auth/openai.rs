//! `auth login-openai` and `auth login-chatgpt`.

use auth::Accounts;
use auth::credentials::{CodexTokens, Vendor};
use auth::oauth::{LoginError, Prompt};
use auth::report::OpenaiInfo;

use super::browser::{stoppable, through};
use super::claude::{done, key};
use crate::arguments::{LoginChatgpt, LoginOpenai};
use crate::exit::Code;
use crate::output::Output;
use crate::signals::Signals;

/// Which of OpenAI's providers are switched on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Switches {
    pub(super) codex: bool,
    pub(super) openai: bool,
}

impl Switches {
    /// A key or a plan is of no use as long as its provider is off.
    fn tell_openai(self, output: &Output) {
        if !self.openai {
            output.note(
                "The OpenAI provider is off. Switch it on: `ccproxy config set openai.enabled true`",
            );
        }
    }
}

pub(super) async fn login(
    accounts: &Accounts,
    options: &LoginOpenai,
    switches: Switches,
    output: &Output,
) -> anyhow::Result<Code> {
    if options.api_key {
        let code = key(accounts, Vendor::Openai, output).await?;
        switches.tell_openai(output);
        return Ok(code);
    }
    let keep = |tokens: CodexTokens| accounts.keep_codex(tokens);
    let place = if options.device {
        let signals = Signals::new()?;
        let login = accounts.begin_codex_device().await?;
        output.note(&format!(
            "Open {} in a browser, on any machine, and type this code: {}\n\
             It is good for {} minutes. Type it only if you began this login yourself.",
            login.address(),
            login.user_code(),
            login.expires_in().as_secs().div_ceil(60)
        ));
        stoppable(signals, login.finish(keep)).await?
    } else {
        let attempt = accounts.begin_codex().await?;
        through(attempt, options.no_browser, output, keep).await?
    };
    let (info, _) = accounts.openai_info().await?;
    tell_plan(&info, output);
    if !switches.codex {
        output.note("The Codex provider is off. Switch it on: `ccproxy config codex --enable`");
    }
    done(
        output,
        "OpenAI",
        info.email.or(info.account_id),
        place.to_string(),
    )
}

/// A login without a paid plan is a login, and answers nothing.
fn tell_plan(info: &OpenaiInfo, output: &Output) {
    if info.plan_type.as_deref() == Some("free") {
        output.note(
            "This account has the free plan. The Codex provider needs ChatGPT Plus or another paid plan.",
        );
    }
}

pub(super) async fn chatgpt(
    accounts: &Accounts,
    options: LoginChatgpt,
    switches: Switches,
    output: &Output,
) -> anyhow::Result<Code> {
    // After a sign-in that left the plan out, the person is asked for it again.
    let left_out = match accounts.stored_chatgpt().await {
        Ok(Some((login, _))) => !login.may_use_plan(),
        _ => false,
    };
    let prompt = if left_out {
        Prompt::Consent
    } else {
        Prompt::Usual
    };
    let attempt = accounts
        .begin_chatgpt(prompt)
        .await
        .map_err(|error| match error {
            // The keyring and the file say themselves what to do.
            LoginError::Store(error) => anyhow::Error::new(error),
            error => anyhow::Error::new(error),
        })?;
    let (place, account, may) = through(attempt, options.no_browser, output, |sign_in| async {
        let (account, may) = (sign_in.login.email.clone(), sign_in.login.may_use_plan());
        let place = accounts.keep_chatgpt(sign_in).await?;
        Ok((place, account, may))
    })
    .await?;
    output.note(if may {
        "You’re using your ChatGPT plan. Manage its use at https://chatgpt.com/settings/usage"
    } else {
        "You did not allow the use of your ChatGPT plan, so it answers nothing here. \
         `ccproxy auth login-chatgpt` asks again."
    });
    if may {
        switches.tell_openai(output);
    }
    done(output, "ChatGPT", account, place.to_string())
}
