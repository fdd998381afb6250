//! The document that this program was made from says what its accounts do; each sentence has a test of its name here.

use anyhow::{Context as _, Result, ensure};
use e2e::person::{Person, read, write_private};
use fakes::logins::{Act, Config, Server};
use serde_json::json;

use crate::session::Session;
use crate::{browse, log_in_to_claude};

/// A person with a login in the Codex CLI's file, as that writes it.
async fn with_codex_login(config: Config) -> Result<Person> {
    let person = Person::new(config).await?;
    let issued = person.served.logins.issue(Server::Openai, "ada");
    let file = json!({
        "auth_mode": "chatgpt",
        "OPENAI_API_KEY": null,
        "tokens": {
            "id_token": issued.id_token,
            "access_token": issued.access_token,
            "refresh_token": issued.refresh_token,
            "account_id": "eba3d4bd-c01e-4618-8061-23ed88438064",
        },
        "last_refresh": "2026-01-01T00:00:00Z",
    });
    write_private(&person.auth_json(), &file)?;
    Ok(person)
}

/// A login of the Claude CLI, in both of its folders.
fn with_claude_cli_login(person: &Person) -> Result<[std::path::PathBuf; 2]> {
    let files = [
        ".claude/credentials.json",
        ".config/claude/credentials.json",
    ];
    let files = files.map(|file| person.home.home().join(file));
    for file in &files {
        let login = json!({"accessToken": "cli", "refreshToken": "cli", "expiresAt": 1, "subscriptionType": "pro"});
        write_private(file, &json!({ "claudeAiOauth": login }))?;
    }
    Ok(files)
}

#[tokio::test]
async fn ccproxy_supports_multiple_authentication_methods_with_separate_credential_storage()
-> Result<()> {
    let person = with_codex_login(Config::default()).await?;
    with_claude_cli_login(&person)?;
    log_in_to_claude(&person).await?.done()?;
    let rows = person.run(&["auth", "status", "--json"]).await?.json()?;
    let places: Vec<_> = rows
        .as_array()
        .context("no rows")?
        .iter()
        .filter_map(|row| row["storage"].as_str())
        .collect();
    ensure!(
        places
            .iter()
            .any(|place| place.ends_with("ccproxy/credentials.json")),
        "{places:?}"
    );
    ensure!(
        places
            .iter()
            .any(|place| place.ends_with(".codex/auth.json")),
        "{places:?}"
    );
    ensure!(
        !places.iter().any(|place| place.contains("/.claude/")),
        "{places:?}"
    );
    Ok(())
}

#[tokio::test]
async fn the_claude_clis_credentials_are_managed_by_the_claude_cli_directly() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let files = with_claude_cli_login(&person)?;
    let before = [std::fs::read(&files[0])?, std::fs::read(&files[1])?];
    log_in_to_claude(&person).await?.done()?;
    for arguments in [
        &["auth", "info"][..],
        &["auth", "status"],
        &["doctor"],
        &["auth", "logout", "--all"],
    ] {
        person.run(arguments).await?;
    }
    ensure!([std::fs::read(&files[0])?, std::fs::read(&files[1])?] == before);
    Ok(())
}

#[tokio::test]
async fn ccproxys_claude_login_is_separate_from_claude_cli_credentials_to_avoid_conflicts()
-> Result<()> {
    let person = Person::new(Config::default()).await?;
    with_claude_cli_login(&person)?;
    let validate = person.run(&["auth", "validate"]).await?;
    ensure!(
        validate.code() == Some(3),
        "the CLI's login was taken for ours: {validate:?}"
    );
    let doctor = person.run(&["doctor"]).await?;
    ensure!(
        doctor.stdout.contains("Claude Code's own login"),
        "{doctor:?}"
    );
    Ok(())
}

#[tokio::test]
async fn the_primary_storage_is_the_system_keyring_when_available() -> Result<()> {
    let mut person = Person::new(Config::default()).await?;
    let Some(_session) = Session::start(&mut person).await? else {
        return Ok(());
    };
    log_in_to_claude(&person).await?.done()?;
    ensure!(!person.credentials().exists());
    let info = person.run(&["auth", "info"]).await?.done()?;
    ensure!(info.contains("system keyring"), "{info}");
    Ok(())
}

#[tokio::test]
async fn the_fallback_storage_is_credentials_json() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    log_in_to_claude(&person).await?.done()?;
    let stored = person.stored()?;
    for field in [
        "accessToken",
        "refreshToken",
        "expiresAt",
        "scopes",
        "subscriptionType",
    ] {
        ensure!(
            !stored["claudeAiOauth"][field].is_null(),
            "{field} is missing"
        );
    }
    Ok(())
}

#[tokio::test]
async fn login_opens_a_browser_window_for_anthropic_oauth2_authentication() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let mut running = person.start(&["auth", "login", "--accept-terms"])?;
    let address = running.address().await?;
    for part in [
        "code_challenge_method=S256",
        "code_challenge=",
        "state=",
        "response_type=code",
    ] {
        ensure!(address.contains(part), "{part} is not in {address}");
    }
    let ended = browse(running, Act::Consent).await?;
    ensure!(
        ended
            .done()?
            .contains("Logged in to Claude as ada@example.test")
    );
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn login_is_required_for_api_mode_access() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let mut server = person.start(&["serve", "--port", "0"])?;
    let address = server.listening().await?;
    ensure!(!e2e::person::is_ready(address).await?);
    log_in_to_claude(&person).await?.done()?;
    let ready = async || Ok(e2e::person::is_ready(address).await?.then_some(()));
    e2e::eventually("the login in force", e2e::DEADLINE, ready).await
}

#[tokio::test]
async fn validate_checks_if_your_credentials_are_valid() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    ensure!(person.run(&["auth", "validate"]).await?.code() == Some(3));
    person.store_claude(3600)?;
    ensure!(person.run(&["auth", "validate"]).await?.code() == Some(0));
    person.store_claude(-60)?;
    ensure!(person.run(&["auth", "validate"]).await?.code() == Some(3));
    Ok(())
}

#[tokio::test]
async fn validate_shows_subscription_status_and_type_token_expiration_time_and_available_oauth_scopes()
-> Result<()> {
    let person = Person::new(Config::default()).await?;
    person.store_claude(3600)?;
    let out = person.run(&["auth", "validate"]).await?.done()?;
    for part in [
        "Subscription Status",
        "Active",
        "Claude Max",
        "Expires At",
        "UTC",
        "Scopes",
        "user:inference",
    ] {
        ensure!(out.contains(part), "{part} is not in\n{out}");
    }
    Ok(())
}

#[tokio::test]
async fn info_automatically_renews_the_token_if_expired() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let old = person.store_claude(-60)?;
    let out = person.run(&["auth", "info"]).await?.done()?;
    ensure!(out.contains("Access token is not expired"), "{out}");
    let new = person.stored()?["claudeAiOauth"]["accessToken"].clone();
    ensure!(new != old.access_token.as_str());
    ensure!(
        person
            .served
            .logins
            .is_live(new.as_str().context("no token")?)
    );
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn info_shows_account_email_and_organization_storage_location_expiration_and_a_masked_token()
-> Result<()> {
    let person = Person::new(Config::default()).await?;
    log_in_to_claude(&person).await?.done()?;
    let out = person.run(&["auth", "info"]).await?.done()?;
    let place = person.credentials().display().to_string();
    for part in [
        "ada@example.test",
        "ada@example.test's Organization",
        &place,
        "Expires At",
        "7 hours, 59 minutes",
        "sk-ant-oat01...",
    ] {
        ensure!(out.contains(part), "{part} is not in\n{out}");
    }
    let token = person.stored()?["claudeAiOauth"]["accessToken"].clone();
    ensure!(!out.contains(token.as_str().context("no token")?));
    Ok(())
}

#[tokio::test]
async fn enable_the_codex_provider_first() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    person.run(&["config", "codex", "--enable"]).await?.done()?;
    let shown = person.run(&["config", "show"]).await?.done()?;
    let row = shown.lines().find(|line| line.starts_with("codex.enabled"));
    ensure!(row.is_some_and(|row| row.contains("true")), "{shown}");
    person
        .run(&["config", "codex", "--disable"])
        .await?
        .done()?;
    let shown = person.run(&["config", "show"]).await?.done()?;
    let row = shown.lines().find(|line| line.starts_with("codex.enabled"));
    ensure!(row.is_some_and(|row| row.contains("false")), "{shown}");
    Ok(())
}

#[tokio::test]
async fn login_openai_uses_oauth2_pkce_in_the_browser_and_stores_credentials_in_codex_auth_json()
-> Result<()> {
    let _turn = crate::logging_in::CODEX_PORTS.lock().await;
    let person = Person::new(Config::default()).await?;
    person.run(&["config", "codex", "--enable"]).await?.done()?;
    let mut running = person.start(&["auth", "login-openai"])?;
    let address = running.address().await?;
    ensure!(address.contains("code_challenge_method=S256"), "{address}");
    let ended = browse(running, Act::Consent).await?;
    ensure!(ended.done()?.contains(".codex/auth.json"));
    let tokens = read(&person.auth_json())?["tokens"].clone();
    ensure!(tokens["access_token"].is_string() && tokens["refresh_token"].is_string());
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn login_openai_requires_a_chatgpt_plus_subscription_and_says_so() -> Result<()> {
    let mut config = Config::default();
    config.openai.device_interval = 1;
    let person = Person::new(config).await?;
    let mut running = person.start(&["auth", "login-openai", "--device"])?;
    let (address, code) = running.device_code().await?;
    let grace = Act::ConsentAs("grace".to_owned());
    fakes::logins::Browser::noisy()
        .type_device_code(&address, &code, grace)
        .await?;
    let ended = running.ended().await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    ensure!(ended.stderr.contains("ChatGPT Plus"), "{ended:?}");
    Ok(())
}

#[tokio::test]
async fn existing_codex_cli_credentials_are_detected_and_used_automatically() -> Result<()> {
    let person = with_codex_login(Config::default()).await?;
    let rows = person.run(&["auth", "status", "--json"]).await?.json()?;
    let codex = rows
        .as_array()
        .and_then(|rows| rows.iter().find(|row| row["name"] == "codex"));
    let codex = codex.context("no row")?;
    ensure!(codex["account"] == "ada@example.test", "{codex}");
    ensure!(
        codex["storage"] == person.auth_json().display().to_string(),
        "{codex}"
    );
    Ok(())
}

#[tokio::test]
async fn openai_tokens_are_renewed_automatically_when_expired() -> Result<()> {
    // Its `last_refresh` is long ago, so its token has run out by this machine's clock.
    let person = with_codex_login(Config::default()).await?;
    let old = read(&person.auth_json())?["tokens"]["access_token"].clone();
    let out = person.run(&["auth", "openai-info"]).await?.done()?;
    ensure!(out.contains("Access token is not expired"), "{out}");
    let new = read(&person.auth_json())?["tokens"]["access_token"].clone();
    ensure!(new != old);
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn status_shows_authentication_status_for_all_providers() -> Result<()> {
    let person = with_codex_login(Config::default()).await?;
    log_in_to_claude(&person).await?.done()?;
    let out = person.run(&["auth", "status"]).await?.done()?;
    for part in [
        "Claude Code",
        "Claude login",
        "OpenAI/Codex",
        "Claude Max",
        "ChatGPT Plus",
    ] {
        ensure!(out.contains(part), "{part} is not in\n{out}");
    }
    Ok(())
}

#[tokio::test]
async fn openai_info_shows_the_rows_of_the_example_in_their_order() -> Result<()> {
    let person = with_codex_login(Config::default()).await?;
    let out = person.run(&["auth", "openai-info"]).await?.done()?;
    let rows = [
        "OpenAI Credential Information",
        "OpenAI Account",
        "L Account ID: eba3d4bd-c01e-4618-8061-23ed88438064",
        "L Status: Active",
        "L Plan Type: PLUS",
        "L User ID: user-",
        "Token Details",
        "│ Property",
        "│ Value",
        "│ Storage Location",
        "│ Algorithm",
        "RS256",
        "│ Token Type",
        "JWT",
        "│ Key ID",
        "│ Token Expired",
        "No",
        "│ Expires At",
        "UTC",
        "│ Time Remaining",
        "days",
        "│ Issued At",
        "│ Issuer",
        "│ Audience",
        "https://api.openai.com/v1",
        "│ JWT ID",
        "│ Access Token",
        "...",
        "│ Refresh Token",
        "Available",
    ];
    let mut rest = &out[..];
    for row in rows {
        let (_, after) = rest
            .split_once(row)
            .with_context(|| format!("{row} is missing or out of order\n{out}"))?;
        rest = after;
    }
    Ok(())
}

#[tokio::test]
async fn openai_info_says_what_this_confirms() -> Result<()> {
    let person = with_codex_login(Config::default()).await?;
    let out = person.run(&["auth", "openai-info"]).await?.done()?;
    for line in [
        "This confirms:",
        "- PLUS Plan: ChatGPT Plus subscription is active",
        "- Token Valid: Access token is not expired",
        "- Auto-Renewal: Refresh token is available for automatic renewal",
        "- Storage: Credentials are stored in $HOME/.codex/auth.json",
    ] {
        ensure!(out.contains(line), "{line} is not in\n{out}");
    }
    Ok(())
}

#[tokio::test]
async fn claude_tokens_are_automatically_managed_and_renewed_by_ccproxy() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let old = person.store_claude(100)?;
    let mut server = person.start(&["serve", "--port", "0"])?;
    server.listening().await?;
    // No request comes: it is renewed ahead of its end.
    e2e::eventually("a renewed token", e2e::DEADLINE, async || {
        let now = person.stored()?["claudeAiOauth"]["accessToken"].clone();
        Ok((now != old.access_token.as_str()).then_some(()))
    })
    .await?;
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn openai_credentials_are_json_with_access_token_refresh_token_and_expiry_shared_with_the_codex_cli()
-> Result<()> {
    let person = with_codex_login(Config::default()).await?;
    person.run(&["auth", "openai-info"]).await?.done()?;
    let file = read(&person.auth_json())?;
    ensure!(file["auth_mode"] == "chatgpt" && file["OPENAI_API_KEY"].is_null());
    for field in ["id_token", "access_token", "refresh_token", "account_id"] {
        ensure!(file["tokens"][field].is_string(), "{field} is missing");
    }
    // When the access token expires stands in the token itself.
    let info = person
        .run(&["auth", "openai-info", "--json"])
        .await?
        .json()?;
    ensure!(info["expires_at"].is_string(), "{info}");
    Ok(())
}
