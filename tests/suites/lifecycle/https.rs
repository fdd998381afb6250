//! The provider over HTTPS, as the real one is: its certificate counts only if the system trusts it.

use anyhow::{Context as _, Result, ensure};
use e2e::gateway::Setup;
use e2e::{Gateway, Sandbox, messages};

/// A provider with a certificate of its own for localhost, the certificate's path, and what both need to live.
async fn provider() -> Result<(Gateway, String, Sandbox)> {
    let folder = Sandbox::new()?;
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let path = |name: &str| {
        let path = folder.home().join(name);
        path.to_str().map(str::to_owned).context("not UTF-8")
    };
    let (cert, key) = (path("cert.pem")?, path("key.pem")?);
    std::fs::write(&cert, made.cert.pem())?;
    std::fs::write(&key, made.signing_key.serialize_pem())?;
    let demo = Setup::bare()?
        .arguments(&["serve", "--port", "0", "--demo"])
        .env("SERVER__TLS_CERT", &cert)
        .env("SERVER__TLS_KEY", &key);
    Ok((demo.start().await?, cert, folder))
}

fn in_front_of(provider: &Gateway) -> Result<Setup> {
    let url = format!("https://localhost:{}", provider.address().port());
    Ok(Setup::bare()?
        .env("CLAUDE__BASE_URL", &url)
        .env("CLAUDE__API_KEY", "a-key"))
}

#[tokio::test]
async fn a_provider_that_the_system_trusts_answers() -> Result<()> {
    let (provider, cert, _folder) = provider().await?;
    let gateway = in_front_of(&provider)?.env("SSL_CERT_FILE", &cert);
    let gateway = gateway.start().await?;
    let to = gateway.address();
    let answer = messages::request(to, &messages::streaming("text"))
        .send(to)
        .await?;
    ensure!(answer.status == 200, "{}", answer.text());
    ensure!(
        answer.text().contains("event: message_stop"),
        "{}",
        answer.text()
    );
    Ok(())
}

#[tokio::test]
async fn a_provider_that_nobody_trusts_gets_no_request() -> Result<()> {
    let (provider, _cert, _folder) = provider().await?;
    let gateway = in_front_of(&provider)?.start().await?;
    let to = gateway.address();
    let answer = messages::request(to, &messages::body("text"))
        .send(to)
        .await?;
    let message = messages::refusal(&answer, 502, "api_error")?;
    ensure!(message.contains("certificate"), "{message}");
    Ok(())
}
