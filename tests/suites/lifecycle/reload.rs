//! Settings that change under a running server.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::fake::UPSTREAM_KEY;
use e2e::gateway::Setup;
use e2e::wire::Answer;
use e2e::{Fake, Gateway, eventually, messages};

use crate::{free_port, open_stream};

/// A change of the file is in force within this time.
const SOON: Duration = Duration::from_secs(2);

struct Followed {
    fake: Fake,
    gateway: Gateway,
    port: u16,
}

fn toml(fake: &Fake, port: u16, token: &str, aliases: &str) -> String {
    format!(
        "# kept by hand\n[server]\nport = {port}\n[security]\nauth_token = \"{token}\"\n\
         [claude]\nbase_url = \"{}\"\napi_key = \"{UPSTREAM_KEY}\"\n[models.aliases]\n{aliases}\n",
        fake.url()
    )
}

impl Followed {
    async fn start() -> Result<Self> {
        let fake = Fake::for_gateway(&[]).await?;
        let port = free_port()?;
        let setup = Setup::bare()?
            .arguments(&["serve"])
            .settings(&toml(&fake, port, "first", ""))?;
        let gateway = setup.start().await?;
        ensure!(gateway.address().port() == port, "another port");
        Ok(Self {
            fake,
            gateway,
            port,
        })
    }

    fn save(&self, token: &str, aliases: &str) -> Result<()> {
        let text = toml(&self.fake, self.port, token, aliases);
        self.gateway.home.write_settings(&text)
    }

    async fn ask(&self, to: SocketAddr, token: &str, model: &str) -> Result<Answer> {
        let mut body = messages::body("text");
        body["model"] = model.into();
        let request = messages::request(to, &body).header("x-api-key", token);
        request.send(to).await
    }

    /// Waits until a request with `token` for `model` gets `status`.
    async fn becomes(&self, token: &str, model: &str, status: u16) -> Result<()> {
        let what = format!("{status} for token {token} and model {model}");
        let waited = eventually(&what, SOON, async || {
            let answer = self.ask(self.gateway.address(), token, model).await?;
            Ok((answer.status == status).then_some(()))
        });
        waited
            .await
            .map_err(|error| error.context(self.gateway.log()))
    }
}

#[tokio::test]
async fn a_new_token_is_in_force_and_open_streams_go_on() -> Result<()> {
    let followed = Followed::start().await?;
    followed.becomes("first", messages::MODEL, 200).await?;
    let to = followed.gateway.address();
    let mut stream = open_stream(to, "first", "slow:400").await?;
    followed.save("second", "")?;
    followed.becomes("second", messages::MODEL, 200).await?;
    followed.becomes("first", messages::MODEL, 401).await?;
    stream
        .read_until("message_stop", Duration::from_secs(8))
        .await?;
    ensure!(followed.fake.violations().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn new_aliases_are_in_force() -> Result<()> {
    let followed = Followed::start().await?;
    followed.becomes("first", "my-model", 404).await?;
    followed.save("first", "my-model = \"claude-sonnet-5\"")?;
    followed.becomes("first", "my-model", 200).await?;
    followed.save("first", "")?;
    followed.becomes("first", "my-model", 404).await
}

#[tokio::test]
async fn a_new_port_is_listened_on_and_open_streams_go_on() -> Result<()> {
    let followed = Followed::start().await?;
    let old = followed.gateway.address();
    let mut stream = open_stream(old, "first", "slow:400").await?;
    let port = free_port()?;
    let text = toml(&followed.fake, port, "first", "");
    followed.gateway.home.write_settings(&text)?;
    let new = SocketAddr::new(old.ip(), port);
    eventually("the new port answers", SOON, async || {
        let answer = followed.ask(new, "first", messages::MODEL).await;
        Ok(answer.ok().filter(|answer| answer.status == 200))
    })
    .await?;
    eventually("the old port is closed", SOON, async || {
        let answer = followed.ask(old, "first", messages::MODEL).await;
        Ok(answer.is_err().then_some(()))
    })
    .await?;
    stream
        .read_until("message_stop", Duration::from_secs(8))
        .await?;
    Ok(())
}

#[tokio::test]
async fn an_edit_that_does_not_hold_changes_nothing_and_is_told() -> Result<()> {
    for broken in [
        "[server\nport = 1",
        "[server]\nport = \"many\"",
        "[security]\nauth_token = 5",
        "[server]\nhost = \"0.0.0.0\"",
    ] {
        let followed = Followed::start().await?;
        followed.becomes("first", messages::MODEL, 200).await?;
        followed.gateway.home.write_settings(broken)?;
        eventually("the log tells", SOON, async || {
            let log = followed.gateway.log();
            Ok(log.contains("old ones stay in force").then_some(()))
        })
        .await
        .map_err(|error| error.context(format!("{broken}: {}", followed.gateway.log())))?;
        let answer = followed
            .ask(followed.gateway.address(), "first", messages::MODEL)
            .await?;
        ensure!(answer.status == 200, "{broken}: {}", answer.text());
        followed.save("third", "")?;
        followed.becomes("third", messages::MODEL, 200).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_command_changes_a_running_server() -> Result<()> {
    let followed = Followed::start().await?;
    let home = &followed.gateway.home;
    let aliases = r#"{"mine":"claude-sonnet-5"}"#;
    let arguments = ["config", "set", "models.aliases", aliases];
    let (status, _, stderr) = e2e::gateway::command(home, &arguments, &[]).await?;
    ensure!(status.success(), "{stderr}");
    followed.becomes("first", "mine", 200).await?;
    let kept = std::fs::read_to_string(home.settings_file())?;
    ensure!(kept.contains("# kept by hand"), "{kept}");
    Ok(())
}
