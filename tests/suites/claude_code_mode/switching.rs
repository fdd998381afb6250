//! `claude.mode = "auto"`: a key, else a login, else the command; and what happens when Anthropic does not take the login.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::{Commanded, text_of};
use e2e::fake::UPSTREAM_KEY;
use e2e::person::write_private;
use e2e::wire::Answer;
use e2e::{Sandbox, eventually, messages};
use serde_json::{Value, json};

const TEXT: &str = "hello from fake upstream";
const SWITCHED: &str = "x-ccproxy-switched";
/// The login of the gateway. It opens nothing.
const LOGIN: &str = "sk-ant-oat01-of-the-gateways-login";

/// Stores a login of the gateway's own, whose terms were accepted at `accepted` milliseconds.
fn log_in(home: &Sandbox, fake: &str, accepted: u64) -> Result<()> {
    let login = json!({
        "accessToken": LOGIN,
        "expiresAt": 4_102_444_800_000_u64,
        "scopes": ["user:inference"],
        "origin": fake,
        "termsAcceptedAt": accepted,
    });
    let file = home.settings_folder().join("credentials.json");
    write_private(&file, &json!({ "claudeAiOauth": login }))
}

/// How often the API was asked by the gateway itself, and how often by the command.
async fn asked(stage: &Commanded) -> Result<[usize; 2]> {
    let log = stage.asked().await?;
    let of = |agent: &str| {
        let is = |entry: &&Value| entry["headers"].to_string().contains(agent);
        log.iter().filter(is).count()
    };
    Ok([of("ccproxy/"), of("claude-cli/")])
}

fn auto(setup: e2e::gateway::Setup) -> e2e::gateway::Setup {
    setup
        .env("CLAUDE__MODE", "auto")
        .env("CREDENTIALS__STORE", "file")
}

/// A gateway with a login that the API takes from Claude Code only.
async fn refused() -> Result<Option<Commanded>> {
    let stage = Commanded::with(&["--own-programs"], auto).await?;
    if let Some(stage) = &stage {
        log_in(&stage.gateway.home, &stage.fake.url(), 1_700_000_000_000)?;
        uses_login(stage).await?;
    }
    Ok(stage)
}

/// Waits until the gateway has read the login: until it is the gateway that asks, and goes on with nobody's conversation.
async fn uses_login(stage: &Commanded) -> Result<()> {
    eventually("the login is used", Duration::from_secs(10), async || {
        let before = asked(stage).await?[0];
        stage.ask("/v1/messages", &going_on()).await?;
        Ok((asked(stage).await?[0] > before).then_some(()))
    })
    .await
}

/// A request that only the API can answer, which keeps what came before.
fn going_on() -> Value {
    let mut body = messages::body("text");
    body["thread"] = json!({"type": "continue", "previous_message_id": "msg_1"});
    body
}

async fn ask(stage: &Commanded) -> Result<Answer> {
    stage.ask("/v1/messages", &messages::body("text")).await
}

#[tokio::test]
async fn without_a_key_and_a_login_the_command_answers() -> Result<()> {
    let Some(stage) = Commanded::with(&[], auto).await? else {
        return Ok(());
    };
    let answer = ask(&stage).await?;
    ensure!(text_of(&answer)? == TEXT);
    ensure!(answer.header(SWITCHED).is_none());
    ensure!(asked(&stage).await? == [0, 1]);
    stage.close().await
}

#[tokio::test]
async fn a_login_that_is_not_taken_switches_once_and_until_the_next_login() -> Result<()> {
    let Some(stage) = refused().await? else {
        return Ok(());
    };
    stage.fake.reset().await?;
    let first = ask(&stage).await?;
    ensure!(text_of(&first)? == TEXT, "{}", stage.gateway.log());
    ensure!(first.header(SWITCHED) == Some("claude-code"), "{first:?}");
    ensure!(asked(&stage).await? == [1, 1]);
    ensure!(
        stage
            .gateway
            .log()
            .contains("Claude Code answers from now on")
    );

    let second = ask(&stage).await?;
    ensure!(text_of(&second)? == TEXT);
    ensure!(second.header(SWITCHED).is_none(), "it switched again");
    ensure!(asked(&stage).await? == [1, 2], "the API was asked in vain");

    log_in(&stage.gateway.home, &stage.fake.url(), 1_800_000_000_000)?;
    let again = eventually(
        "the new login is tried",
        Duration::from_secs(20),
        async || {
            let answer = ask(&stage).await?;
            Ok(answer.header(SWITCHED).is_some().then_some(answer))
        },
    );
    let again = again.await.with_context(|| stage.gateway.log())?;
    ensure!(text_of(&again)? == TEXT);
    ensure!(asked(&stage).await?[0] == 2);
    stage.close().await
}

#[tokio::test]
async fn a_request_that_goes_on_with_a_thread_is_not_switched() -> Result<()> {
    let Some(stage) = refused().await? else {
        return Ok(());
    };
    stage.fake.reset().await?;
    for _ in 0..2 {
        let answer = stage.ask("/v1/messages", &going_on()).await?;
        let why = messages::refusal(&answer, 403, "permission_error")?;
        ensure!(why.contains("claude.mode = code"), "no way out: {why}");
        ensure!(answer.header(SWITCHED).is_none());
    }
    ensure!(asked(&stage).await? == [2, 0]);
    stage.close().await
}

#[tokio::test]
async fn a_key_never_switches() -> Result<()> {
    let with_key = |setup| auto(setup).env("CLAUDE__API_KEY", UPSTREAM_KEY);
    let Some(stage) = Commanded::with(&["--own-programs"], with_key).await? else {
        return Ok(());
    };
    ensure!(text_of(&ask(&stage).await?)? == TEXT);
    let body = messages::body("credential");
    let answer = stage.ask("/v1/messages", &body).await?;
    messages::refusal(&answer, 400, "invalid_request_error")?;
    ensure!(answer.header(SWITCHED).is_none());
    ensure!(asked(&stage).await? == [2, 0]);
    stage.close().await
}

#[tokio::test]
async fn a_login_that_is_taken_answers_without_the_command() -> Result<()> {
    let Some(stage) = Commanded::with(&[], auto).await? else {
        return Ok(());
    };
    log_in(&stage.gateway.home, &stage.fake.url(), 1_700_000_000_000)?;
    uses_login(&stage).await?;
    stage.fake.reset().await?;
    ensure!(text_of(&ask(&stage).await?)? == TEXT);
    ensure!(asked(&stage).await? == [1, 0]);
    stage.close().await
}
