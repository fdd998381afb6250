//! Bodies that are not the JSON of a request.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use e2e::canned::Canned;
use e2e::gateway::Setup;
use e2e::messages::{self, MODEL};
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Answer, Request};

async fn post(to: SocketAddr, body: &[u8]) -> Result<Answer> {
    let request = Request::new("POST", "/v1/messages", to)
        .header("x-api-key", TOKEN)
        .header("anthropic-version", "2023-06-01")
        .header("content-type", "application/json");
    request.body(body).send(to).await
}

/// A whole request in which `part` stands among the top-level members.
fn with(part: &str) -> String {
    format!(
        r#"{{"model":"{MODEL}","max_tokens":16,{part}"messages":[{{"role":"user","content":"x"}}]}}"#
    )
}

#[tokio::test]
async fn what_is_not_a_request_is_refused_here() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for body in [
        &b""[..],
        b" \r\n ",
        b"null",
        b"[]",
        b"\"text\"",
        b"1",
        b"nonsense",
        b"{}{}",
        b"{\"model\":\"m\"",
        b"{\"model\":\"m\"}}",
        b"{\"model\":\"m\",\"x\":[1,2}",
        b"{\"model\":\"m\",\"x\":\"no end}",
        b"{\"model\":\"\\ud800\"}",
        b"{\"model\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf{\"model\":\"m\"}",
        b"\xff\xfe{\x00",
        b"\x00{}",
        b"{\"model\":1}",
        b"{\"model\":null}",
        b"{\"model\":{\"a\":1}}",
        b"{\"model\":[\"m\"]}",
        b"{\"model\":\"claude-a\",\"model\":\"claude-b\"}",
        b"{\"model\":\"claude-a\",\"mod\\u0065l\":\"claude-b\"}",
        b"model=claude&messages=x",
        b"<xml/>",
    ] {
        let answer = post(to, body).await?;
        messages::refusal(&answer, 400, "invalid_request_error")
            .with_context(|| format!("for {:?}", String::from_utf8_lossy(body)))?;
    }
    let seen = stage.fake.log().await?;
    ensure!(seen.is_empty(), "went upstream: {seen:#?}");
    stage.close().await
}

#[tokio::test]
async fn a_syntax_error_is_named_with_its_place() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for (body, place) in [
        ("{\"model\":\"m\"", "column 12"),
        ("{\"model\":\"m\"}}", "column 14"),
        ("{\"model\":\"m\",\n\"x\":[1,2}", "line 2"),
        ("nonsense", "line 1"),
    ] {
        let answer = post(to, body.as_bytes()).await?;
        let message = messages::refusal(&answer, 400, "invalid_request_error")?;
        ensure!(message.contains(place), "{body:?}: {message}");
    }
    stage.close().await
}

#[tokio::test]
async fn what_the_provider_finds_wrong_is_a_400_all_the_same() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for body in [
        with(r#""system":tru,"#).into_bytes(),
        with(r#""system":"a" "b","#).into_bytes(),
        with(r#""temperature":01,"#).into_bytes(),
        with(r#""temperature":NaN,"#).into_bytes(),
        with(",").into_bytes(),
        with(r#"'system':'x',"#).into_bytes(),
        with("\"system\":\"a\nb\",").into_bytes(),
        with("\"system\":\"a\0b\",").into_bytes(),
        [with("\"system\":\"").as_bytes(), b"\xc3\x28"].concat(),
        with(r#""stream":"true","#).into_bytes(),
        with(r#""no_such_field":1,"#).into_bytes(),
        b"{}".to_vec(),
    ] {
        let answer = post(to, &body).await?;
        messages::refusal(&answer, 400, "invalid_request_error")
            .with_context(|| format!("for {:?}", String::from_utf8_lossy(&body)))?;
    }
    stage.close().await
}

#[tokio::test]
async fn nesting_is_bounded() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for depth in [600, 100_000, 2_000_000] {
        let nested = format!(r#""system":{}{},"#, "[".repeat(depth), "]".repeat(depth));
        let answer = post(to, with(&nested).as_bytes()).await?;
        messages::refusal(&answer, 400, "invalid_request_error")?;
        let objects = format!(
            r#""system":{}1{},"#,
            "{\"a\":".repeat(depth),
            "}".repeat(depth)
        );
        let answer = post(to, with(&objects).as_bytes()).await?;
        messages::refusal(&answer, 400, "invalid_request_error")?;
        let open = "[".repeat(depth);
        let answer = post(to, open.as_bytes()).await?;
        messages::refusal(&answer, 400, "invalid_request_error")?;
    }
    stage.close().await
}

#[tokio::test]
async fn strange_and_valid_json_passes_as_it_is() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for body in [
        format!(
            "\t{{ \"messages\" :\r\n[{{\"role\":\"user\",\"content\":\"\\u0000 \\\"model\\\":\\\"no\\\" \\ud83d\\ude00 \u{2028}\"}}] ,\
             \"max_tokens\":16,\"model\" : \"{MODEL}\" }}\n"
        ),
        format!(
            r#"{{"mod\u0065l":"{MODEL}","max_tokens":16,"messages":[{{"role":"user","content":"x"}}]}}"#
        ),
    ] {
        let answer = post(to, body.as_bytes()).await?;
        ensure!(answer.status == 200, "{body}: {}", answer.text());
    }
    stage.close().await
}

#[tokio::test]
async fn a_model_that_nobody_serves_is_named() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let long = "m".repeat(900);
    for model in ["gpt-of-nowhere", "", " ", "../../etc/passwd", long.as_str()] {
        let mut body = messages::body("text");
        body["model"] = model.into();
        let answer = post(to, body.to_string().as_bytes()).await?;
        let message = messages::refusal(&answer, 404, "not_found_error")?;
        ensure!(message.contains("claude-"), "{model:?}: {message}");
        ensure!(message.len() < 2000, "{model:?}: {message}");
    }
    stage.close().await
}

#[tokio::test]
async fn a_body_goes_upstream_byte_by_byte() -> Result<()> {
    let upstream = Canned::start().await?;
    let setup = Setup::bare()?.token(TOKEN);
    let gateway = setup
        .env("CLAUDE__BASE_URL", &upstream.url())
        .env("CLAUDE__API_KEY", "any")
        .env("MODELS__ALIASES", r#"{"mine":"claude-sonnet-5"}"#)
        .start()
        .await?;
    let strange =
        "{ \"z\":1.50,\t\"a\" :[ ],\"model\":\"MODEL\",\"n\":1e400,\"s\":\"\\u00e9\\/\u{e9}\" }\n";
    for (asked, sent) in [(MODEL, MODEL), ("mine", "claude-sonnet-5")] {
        let body = strange.replace("MODEL", asked);
        let answer = post(gateway.address(), body.as_bytes()).await?;
        ensure!(answer.status == 200, "{}", answer.text());
        let seen = upstream.seen().pop().context("nothing went upstream")?;
        let expected = strange.replace("MODEL", sent);
        ensure!(
            seen.ends_with(format!("\r\n\r\n{expected}").as_bytes()),
            "{}",
            String::from_utf8_lossy(&seen)
        );
    }
    Ok(())
}
