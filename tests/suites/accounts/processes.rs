//! Several processes that share one login whose refresh tokens are good for one use.

use anyhow::{Result, ensure};
use e2e::clients::tell;
use e2e::person::Person;
use e2e::wire::Request;
use fakes::logins::Config;

#[tokio::test]
async fn two_servers_that_share_a_login_never_present_an_answered_token_again() -> Result<()> {
    let long = std::env::var_os("CCPROXY_LONG").is_some();
    let rounds = if long { 1000 } else { 100 };
    let mut config = Config::default();
    // Every token is in its last minute from the start: each request wants a new one.
    config.claude.access_life = 30;
    let person = Person::new(config).await?;
    person.store_claude(-60)?;
    let (mut one, mut other) = (
        person.start(&["serve", "--port", "0"])?,
        person.start(&["serve", "--port", "0"])?,
    );
    let addresses = [one.listening().await?, other.listening().await?];
    for round in 0..rounds {
        let ask = async |index: usize| {
            let to = addresses[index];
            let body = r#"{"model":"claude-sonnet-5-5","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#;
            let request = Request::new("POST", "/v1/messages", to)
                .header("content-type", "application/json")
                .body(body);
            request.send(to).await
        };
        let answers = tokio::join!(ask(0), ask(1), ask(0), ask(1));
        for answer in [answers.0?, answers.1?, answers.2?, answers.3?] {
            // The fake authorization server has no messages; it is asked with a token that is fresh.
            ensure!(answer.status == 404, "round {round}: {}", answer.text());
        }
        let violations = person.served.logins.violations();
        ensure!(violations.is_empty(), "round {round}: {violations:?}");
    }
    let stored = person.stored()?;
    let token = stored["claudeAiOauth"]["accessToken"]
        .as_str()
        .unwrap_or_default();
    ensure!(person.served.logins.is_live(token));
    let refreshes = person.served.logins.counters()["claude.token"];
    ensure!(
        refreshes >= rounds,
        "{refreshes} refreshes in {rounds} rounds"
    );
    tell(&format!(
        "{rounds} rounds with two servers: {refreshes} refreshes, none of an answered token"
    ));
    Ok(())
}
