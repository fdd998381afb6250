//! Requests as they happen.

use e2e::window::{KEY, parts, ready};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// A stream of these suites is over by then.
const STREAM: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_request_is_shown_while_it_is_open_and_its_tokens_when_it_has_ended() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    stage.page.go_to("activity").await?;
    stage.page.shows("No requests yet").await?;
    let mut stream = stage.slow_stream().await?;
    let row = {
        stage.page.shown(parts::REQUESTS).await?;
        stage.page.words_of(parts::REQUESTS).await?
    };
    ensure!(row.contains(e2e::messages::MODEL), "{row}");
    let view = stage.view("activity").await?;
    ensure!(view["live"] == 1, "{view}");

    stream.read_until("message_stop", STREAM).await?;
    let ended = e2e::eventually("its end", e2e::DEADLINE, async || {
        let view = stage.view("activity").await?;
        let rows = view["rows"].as_array().into_iter().flatten().cloned();
        let mut messages = rows.filter(|row| row["path"] == "/v1/messages");
        Ok(messages.find(|row| row["durationMs"].is_number()))
    })
    .await?;
    let tokens = ended["outputTokens"].as_u64().context("no tokens")?;
    ensure!(tokens > 0 && ended["status"] == 200, "{ended}");
    ensure!(ended["client"] != Value::Null, "{ended}");
    e2e::eventually("its tokens in the row", e2e::DEADLINE, async || {
        let row = {
            stage.page.shown(parts::REQUESTS).await?;
            stage.page.words_of(parts::REQUESTS).await?
        };
        Ok(row.contains(&tokens.to_string()).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_refused_request_says_why_and_holds_no_words_of_its_body() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let given = setup.env("SECURITY__AUTH_TOKEN", "the-token-of-this-test");
    let stage = given.argument("--demo").open().await?;
    stage.answers().await?;
    stage.page.go_to("activity").await?;
    let answer = stage.ask(Some("the-wrong-token")).await?;
    ensure!(answer.status == 401, "{}", answer.text());
    let row = {
        stage.page.shown(parts::REQUESTS).await?;
        stage.page.words_of(parts::REQUESTS).await?
    };
    ensure!(row.contains("401"), "{row}");
    let page = stage.page.all_of_it().await?;
    for secret in ["the-wrong-token", "the-token-of-this-test", "[[fake:"] {
        ensure!(!page.contains(secret), "{secret} is on the page");
    }
    Ok(())
}

#[tokio::test]
async fn of_many_requests_those_in_sight_are_drawn_and_the_others_when_they_come_into_it()
-> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    for _ in 0..150 {
        stage.ask(None).await?;
    }
    stage.page.go_to("activity").await?;
    stage.page.shown(parts::REQUESTS).await?;
    let drawn = "return [...document.querySelectorAll('tr[data-test^=request-]')].map((row) => +row.dataset.test.slice(8))";
    let rows = stage.view("activity").await?["rows"].clone();
    let ids = |rows: &serde_json::Value| -> Vec<u64> {
        let ids = rows.as_array().into_iter().flatten();
        ids.filter_map(|row| row["id"].as_u64().or_else(|| row.as_u64()))
            .collect()
    };
    let all = ids(&rows);
    ensure!(all.len() == 150, "{}", all.len());
    let top = ids(&stage.page.run(drawn).await?);
    ensure!(
        top.len() < 100 && top.first() == all.iter().max(),
        "{top:?}"
    );
    stage
        .page
        .run("document.querySelector('.table-wrap').scrollTop = 1e6")
        .await?;
    e2e::eventually("the oldest request", e2e::DEADLINE, async || {
        let now = ids(&stage.page.run(drawn).await?);
        Ok((now.last() == all.iter().min() && now.len() < 100).then_some(()))
    })
    .await
}
