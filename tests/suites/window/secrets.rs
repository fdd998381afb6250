//! What is kept for the person is never on the page, whatever view is open (DESIGN.md, invariant 5).

use anyhow::{Result, ensure};
use e2e::person::write_private;
use e2e::window::{KEY, ready};
use fakes::logins::Server;
use serde_json::json;

const TOKEN: &str = "auth-token-of-the-window-suite";

#[tokio::test]
async fn no_secret_is_on_the_page_in_any_view() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let setup = setup.prepare(|person| {
        person.store_claude(3600)?;
        let issued = person.served.logins.issue(Server::Openai, "ada");
        let tokens = json!({
            "id_token": issued.id_token,
            "access_token": issued.access_token,
            "refresh_token": issued.refresh_token,
        });
        let file = json!({"auth_mode": "chatgpt", "tokens": tokens, "last_refresh": "2026-01-01T00:00:00Z"});
        write_private(&person.auth_json(), &file)
    });
    let setup = setup.env("CLAUDE__API_KEY", KEY);
    let stage = setup.env("SECURITY__AUTH_TOKEN", TOKEN).open().await?;
    stage.answers().await?;
    // Something to show, and something that was refused.
    stage.ask(Some(TOKEN)).await?;
    stage.ask(Some("a-wrong-token-of-a-client")).await?;

    let stored = stage.person.stored()?;
    let codex = e2e::person::read(&stage.person.auth_json())?;
    let mut secrets: Vec<String> = [
        &stored["claudeAiOauth"]["accessToken"],
        &stored["claudeAiOauth"]["refreshToken"],
        &codex["tokens"]["id_token"],
        &codex["tokens"]["access_token"],
        &codex["tokens"]["refresh_token"],
    ]
    .iter()
    .filter_map(|value| value.as_str().map(str::to_owned))
    .collect();
    secrets.extend([KEY, TOKEN, "a-wrong-token-of-a-client"].map(str::to_owned));
    ensure!(secrets.len() == 8);

    for view in ["connect", "accounts", "activity", "settings"] {
        stage.page.go_to(view).await?;
        // All that the view asks for has come.
        stage.view("accounts").await?;
        let page = stage.page.all_of_it().await?;
        for (index, secret) in secrets.iter().enumerate() {
            ensure!(!page.contains(secret), "secret {index} is on {view}");
        }
    }
    let output = stage.page.output();
    ensure!(
        !secrets.iter().any(|secret| output.contains(secret)),
        "the log tells one"
    );
    Ok(())
}
