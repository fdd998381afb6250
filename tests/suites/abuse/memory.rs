//! Large bodies, alone and all at once: each within its limit, all within the process's.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::canned::Canned;
use e2e::gateway::{Gateway, Setup};
use e2e::messages;
use e2e::stage::{self, TOKEN};
use e2e::wire::{Answer, Connection, Request, exchange_within};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// The default of `server.max_body`.
const LIMIT: usize = 64 << 20;
const PATIENT: Duration = Duration::from_secs(60);

/// A gateway in front of an upstream that takes large bodies without reading them.
async fn gateway() -> Result<(Canned, Gateway)> {
    let upstream = Canned::start().await?;
    let setup = Setup::bare()?.token(TOKEN);
    let setup = setup.env("CLAUDE__BASE_URL", &upstream.url());
    let gateway = setup.env("CLAUDE__API_KEY", "any").start().await?;
    Ok((upstream, gateway))
}

/// A request body of exactly `size` bytes.
fn sized(size: usize) -> Vec<u8> {
    let mut body = messages::body("text");
    body["system"] = "".into();
    let missing = size - body.to_string().len();
    body["system"] = "x".repeat(missing).into();
    body.to_string().into_bytes()
}

#[tokio::test]
async fn the_largest_body_passes_and_one_byte_more_does_not() -> Result<()> {
    let (_upstream, gateway) = gateway().await?;
    let to = gateway.address();
    let post = || {
        Request::new("POST", "/v1/messages", to)
            .header("x-api-key", TOKEN)
            .header("content-type", "application/json")
    };
    let bytes = post().body(sized(LIMIT)).bytes();
    let fits = exchange_within(to, &bytes, PATIENT).await?;
    ensure!(fits.status == 200, "{}", fits.text());
    let bytes = post().body(sized(LIMIT + 1)).bytes();
    let over = exchange_within(to, &bytes, PATIENT).await?;
    let message = messages::refusal(&over, 413, "request_too_large")?;
    ensure!(
        message.contains("64 MiB") || message.contains(&LIMIT.to_string()),
        "{message}"
    );
    stage::honest(to).await
}

/// Sends all of a body but its last byte, waits for the others, and then sends that.
async fn together(
    to: std::net::SocketAddr,
    body: Arc<Vec<u8>>,
    barrier: Arc<Barrier>,
) -> Result<Answer> {
    let (last, most) = body.split_last().context("an empty body")?;
    let head = Request::new("POST", "/v1/messages", to)
        .header("x-api-key", TOKEN)
        .header("content-type", "application/json")
        .header("content-length", &body.len().to_string());
    let mut connection = Connection::open(to).await?;
    connection.send(&head.bytes()).await?;
    // One that is refused at once may have stopped reading.
    let _ = connection.send(most).await;
    barrier.wait().await;
    let _ = connection.send(&[*last]).await;
    connection.answer_within(PATIENT).await
}

#[tokio::test]
async fn many_large_bodies_stay_within_the_budget() -> Result<()> {
    const CLIENTS: usize = 40;
    let (_upstream, gateway) = gateway().await?;
    let to = gateway.address();
    let body = Arc::new(sized(20 << 20));
    let barrier = Arc::new(Barrier::new(CLIENTS));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (body, barrier) = (Arc::clone(&body), Arc::clone(&barrier));
        clients.spawn(together(to, body, barrier));
    }
    let (mut passed, mut refused) = (0, 0);
    while let Some(answer) = clients.join_next().await {
        let answer = answer??;
        if answer.status == 200 {
            passed += 1;
        } else {
            messages::refusal(&answer, 503, "overloaded_error")?;
            refused += 1;
        }
    }
    // 512 MiB for the process: 25 bodies of 20 MiB.
    ensure!(
        passed >= 20 && refused >= 10,
        "{passed} passed, {refused} refused"
    );
    let peak = gateway.process.peak_resident()?;
    ensure!(peak < 900 << 20, "{} MiB resident", peak >> 20);
    let again = Request::new("POST", "/v1/messages", to)
        .header("x-api-key", TOKEN)
        .header("content-type", "application/json")
        .body(body.as_slice());
    let answer = exchange_within(to, &again.bytes(), PATIENT).await?;
    ensure!(
        answer.status == 200,
        "the budget did not come back: {}",
        answer.text()
    );
    stage::honest(to).await
}
