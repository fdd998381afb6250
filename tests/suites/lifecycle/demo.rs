//! `ccproxy serve --demo` answers the examples of the README as they stand, with no account and no network.

use anyhow::{Result, ensure};
use e2e::gateway::Setup;
use e2e::wire::Request;
use e2e::{Gateway, Sandbox, clients, messages};

/// The examples' own token.
const TOKEN: &str = "your-secret-token-here";

const PYTHON: &str = r#"
from anthropic import Anthropic

# Just use the standard Anthropic client - no modifications needed!
client = Anthropic(
    base_url="http://localhost:8000",
    api_key="your-secret-token-here" # Automatically sent as x-api-key header
)

# Make requests normally
response = client.messages.create(
    model="claude-sonnet-4-20250514",
    max_tokens=100,
    messages=[{"role": "user", "content": "Hello!"}]
)
print(response.content[0].text)
"#;

async fn demo() -> Result<Gateway> {
    let setup = Setup::bare()?.arguments(&["serve", "--port", "0", "--demo"]);
    setup.token(TOKEN).start().await
}

#[tokio::test]
async fn the_curl_example() -> Result<()> {
    let gateway = demo().await?;
    let to = gateway.address();
    // As the example has it: no anthropic-version.
    let body = serde_json::json!({
        "model": "claude-sonnet-4-20250514",
        "messages": [{"role": "user", "content": "Hello, Claude!"}],
        "max_tokens": 100,
    });
    let request = Request::bare("POST", "/v1/messages")
        .header("host", &format!("localhost:{}", to.port()))
        .header("x-api-key", TOKEN)
        .json(&body);
    let answer = request.send(to).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    let text = answer.json()?["content"][0]["text"].clone();
    ensure!(text.as_str().is_some_and(|text| !text.is_empty()), "{text}");
    Ok(())
}

#[tokio::test]
async fn the_python_example() -> Result<()> {
    let Some(python) = clients::named_by("CCPROXY_PYTHON")? else {
        return Ok(());
    };
    let gateway = demo().await?;
    let home = Sandbox::new()?;
    let port = gateway.address().port();
    let program = PYTHON.replace("localhost:8000", &format!("localhost:{port}"));
    let mut command = clients::interpreter(&python, &home);
    command.args(["-W", "ignore", "-c", &program]);
    clients::run_suite("the Python example", &mut command, e2e::DEADLINE * 2).await
}

#[tokio::test]
async fn it_says_that_it_is_ready_and_lists_models() -> Result<()> {
    let gateway = demo().await?;
    let to = gateway.address();
    let ready = Request::new("GET", "/health/ready", to).send(to).await?;
    ensure!(ready.status == 200, "{}", ready.text());
    let models = Request::new("GET", "/v1/models", to).header("x-api-key", TOKEN);
    let models = models.send(to).await?.json()?;
    ensure!(
        models["data"]
            .as_array()
            .is_some_and(|list| !list.is_empty()),
        "{models}"
    );
    Ok(())
}

#[tokio::test]
async fn the_guard_stands_before_it_too() -> Result<()> {
    let gateway = demo().await?;
    let to = gateway.address();
    let request = messages::request(to, &messages::body("text")).header("x-api-key", "wrong");
    messages::refusal(&request.send(to).await?, 401, "authentication_error")?;
    Ok(())
}

#[tokio::test]
async fn every_name_of_an_endpoint_answers() -> Result<()> {
    let gateway = demo().await?;
    let to = gateway.address();
    for prefix in ["", "/claude", "/api"] {
        for path in ["messages", "messages/count_tokens", "messages?beta=true"] {
            let mut body = messages::body("text");
            if path.contains("count") {
                body.as_object_mut().map(|body| body.remove("max_tokens"));
            }
            let target = format!("{prefix}/v1/{path}");
            let request = Request::new("POST", &target, to).header("x-api-key", TOKEN);
            let answer = request.json(&body).send(to).await?;
            ensure!(answer.status == 200, "{target}: {}", answer.text());
        }
        let target = format!("{prefix}/v1/models");
        let request = Request::new("GET", &target, to).header("x-api-key", TOKEN);
        let answer = request.send(to).await?;
        ensure!(answer.status == 200, "{target}: {}", answer.text());
    }
    Ok(())
}
