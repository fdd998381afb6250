//! Accounts at OpenAI: the strict fake of its services, and gateways that may use it, beside Anthropic's.
//!
//! The Codex login, the API key and the plan of Sign in with ChatGPT all lead to one fake: the credential decides which
//! of its services answers.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::gateway::Setup;
use crate::person::write_private;
use crate::stage::{Stage, TOKEN};
use crate::{Fake, Gateway};

/// The key of the OpenAI API that these gateways present. It opens nothing.
pub const KEY: &str = "sk-proj-upstream-of-the-suites";

/// Who issued the tokens of these suites: nobody. Tokens of another issuer may go where the settings say.
const ISSUER: &str = "http://127.0.0.1:9";

/// The ChatGPT account of the logins.
const ACCOUNT: &str = "acct_of-the-suites";

/// How long the logins live: longer than any suite, so that nothing is renewed.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// A way to GPT models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The `codex` provider, with the login in `auth.json`.
    Codex,
    /// The `openai` provider with an API key.
    Key,
    /// The `openai` provider with Sign in with ChatGPT.
    Plan,
}

/// The fake of OpenAI's services, and the logins that it takes.
#[derive(Debug)]
pub struct Openai {
    /// The fake.
    pub fake: Fake,
    codex: String,
    plan: String,
}

/// A token that names its issuer and its end, as both logins read them; its signature is none.
fn token(of: &str) -> Result<String> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"alg": "RS256", "typ": "JWT"}));
    let claims = part(json!({
        "iss": ISSUER,
        "sub": of,
        "iat": now.as_secs(),
        "exp": (now + LIFE).as_secs(),
    }));
    Ok(format!("{header}.{claims}.bm8tc2lnbmF0dXJl"))
}

impl Openai {
    /// Starts the fake with `more` arguments: it takes the gateway of this version only, [`KEY`], and the two logins; the
    /// gateway's auth token must not reach it.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn start(more: &[&str]) -> Result<Self> {
        let (codex, plan) = (token("codex")?, token("plan")?);
        let logins = [&codex, &plan].map(|token| format!("{token}={ACCOUNT}"));
        let mut arguments = vec!["--gateway", env!("CARGO_PKG_VERSION")];
        arguments.extend(["--require-key", KEY, "--canary", TOKEN]);
        arguments.extend(["--codex", &logins[0], "--plan", &logins[1]]);
        arguments.extend(more);
        let fake = Fake::openai(&arguments).await?;
        Ok(Self { fake, codex, plan })
    }

    /// Gives a gateway the account, the settings and the switch of each of `ways`. With a key and a plan, the key is used.
    ///
    /// # Errors
    /// A login cannot be written.
    pub fn on(&self, setup: Setup, ways: &[Way]) -> Result<Setup> {
        let url = self.fake.url();
        let mut setup = setup
            .env("CREDENTIALS__STORE", "file")
            .env("CODEX__BASE_URL", &format!("{url}/backend-api/codex"))
            .env("CODEX__OAUTH__ISSUER", ISSUER)
            .env("OPENAI__BASE_URL", &url);
        for way in ways {
            setup = match way {
                Way::Codex => self.codex_login(setup)?,
                Way::Key => setup
                    .env("OPENAI__ENABLED", "true")
                    .env("OPENAI__API_KEY", KEY)
                    .env("OPENAI__USE", "key"),
                Way::Plan => self.plan_login(setup)?,
            };
        }
        Ok(setup)
    }

    /// The Codex command's own file, in its own shape.
    fn codex_login(&self, setup: Setup) -> Result<Setup> {
        let file = setup.home().home().join(".codex/auth.json");
        let login = json!({
            "auth_mode": "chatgpt",
            "OPENAI_API_KEY": null,
            "tokens": {
                "id_token": self.codex,
                "access_token": self.codex,
                "refresh_token": "none",
                "account_id": ACCOUNT,
            },
        });
        write_private(&file, &login)?;
        Ok(setup.env("CODEX__ENABLED", "true"))
    }

    fn plan_login(&self, setup: Setup) -> Result<Setup> {
        let end = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)? + LIFE;
        let file = setup.home().settings_folder().join("credentials.json");
        let login = json!({
            "accessToken": self.plan,
            "refreshToken": "none",
            "expiresAt": u64::try_from(end.as_millis())?,
            "scopes": ["openid", "chatgpt.tokens.use.direct"],
            "subject": "user-of-the-suites",
            "clientId": "oaiapp_of-the-suites",
            "issuer": ISSUER,
        });
        write_private(&file, &json!({ "chatgpt": login }))?;
        Ok(setup
            .env("OPENAI__ENABLED", "true")
            .env("OPENAI__USE", "plan"))
    }

    /// Checks that the fake has seen nothing wrong, and that the log of `gateway` holds no secret.
    ///
    /// # Errors
    /// It has, or it does.
    pub async fn is_content(&self, gateway: &Gateway) -> Result<()> {
        let log = gateway.log();
        for secret in [KEY, TOKEN, &self.codex, &self.plan] {
            ensure!(!log.contains(secret), "{secret} is in the log\n{log}");
        }
        let violations = self.fake.violations().await?;
        ensure!(violations.is_empty(), "violations: {violations:#?}");
        Ok(())
    }
}

/// A gateway with accounts at both vendors.
#[derive(Debug)]
pub struct Both {
    /// Anthropic's fake, and the gateway.
    pub stage: Stage,
    /// OpenAI's fake.
    pub openai: Openai,
}

impl Both {
    /// A gateway with `ways` to GPT models; both fakes get `arguments`.
    ///
    /// # Errors
    /// One of the programs does not start.
    pub async fn with(arguments: &[&str], ways: &[Way]) -> Result<Self> {
        let openai = Openai::start(arguments).await?;
        let fake = Fake::for_gateway(&[arguments, &["--unified"]].concat()).await?;
        let gateway = begin(&fake, &openai, ways).await?;
        let stage = Stage { fake, gateway };
        Ok(Self { stage, openai })
    }

    /// One more gateway before the same fakes, with other `ways`.
    ///
    /// # Errors
    /// It does not start.
    pub async fn another(&self, ways: &[Way]) -> Result<Gateway> {
        begin(&self.stage.fake, &self.openai, ways).await
    }

    /// The checks that end every test, of both vendors ([`Stage::close`], [`Openai::is_content`]).
    ///
    /// # Errors
    /// One of them fails.
    pub async fn close(self) -> Result<()> {
        self.openai.is_content(&self.stage.gateway).await?;
        self.stage.close().await
    }
}

async fn begin(fake: &Fake, openai: &Openai, ways: &[Way]) -> Result<Gateway> {
    let setup = Setup::to(fake)?.token(TOKEN).env("LOG__LEVEL", "trace");
    let setup = openai.on(setup, ways)?;
    setup.start().await.context("no gateway for GPT models")
}
