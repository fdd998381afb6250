//! Logging in, and all that can go wrong with it.

use anyhow::{Context as _, Result, ensure};
use e2e::person::Person;
use fakes::logins::{Act, Browser, Config, Server};
use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpStream;

use crate::{browse, log_in_to_claude};

/// The Codex login has two ports of its own, so its tests take turns.
pub(crate) static CODEX_PORTS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn without_a_yes_to_the_terms_nothing_begins() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let ended = person.run(&["auth", "login"]).await?;
    ensure!(ended.code() == Some(2), "{ended:?}");
    ensure!(ended.stderr.contains("Anthropic"), "{ended:?}");
    ensure!(
        ended
            .stderr
            .contains("https://code.claude.com/docs/en/legal-and-compliance")
    );
    ensure!(person.served.logins.log().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_code_from_another_machine_is_pasted_and_a_wrong_one_costs_nothing() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let mut running = person.start(&["auth", "login", "--accept-terms", "--no-browser"])?;
    let address = running.printed_address().await?;
    let code = Browser::noisy().copy_code(&address, Act::Consent).await?;
    running.type_line("not a code").await?;
    let (_, state) = code.split_once('#').context("no # in the code")?;
    running.type_line(&format!("{}#x{state}", "wrong")).await?;
    running.type_line(&code).await?;
    let ended = running.ended().await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    ensure!(ended.stdout.contains("ada@example.test"), "{ended:?}");
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn denied_means_that_nothing_was_changed() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    log_in_to_claude(&person).await?.done()?;
    let before = person.stored()?;
    let running = person.start(&["auth", "login", "--accept-terms"])?;
    let ended = browse(running, Act::Deny).await?;
    ensure!(ended.code() == Some(1), "{ended:?}");
    ensure!(ended.stderr.contains("said no"), "{ended:?}");
    ensure!(person.stored()? == before);
    Ok(())
}

#[tokio::test]
async fn ctrl_c_leaves_nothing_behind() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let mut running = person.start(&["auth", "login", "--accept-terms"])?;
    let address = running.address().await?;
    let id = Pid::from_raw(running.id()?).context("no process id")?;
    kill_process(id, Signal::INT)?;
    let ended = running.ended().await?;
    ensure!(ended.code() == Some(1), "{ended:?}");
    ensure!(ended.stderr.contains("Nothing was changed"), "{ended:?}");
    ensure!(!person.credentials().exists());
    let (_, port) = address.split_once("localhost%3A").context("no redirect")?;
    let (port, _) = port.split_once('%').context("no port")?;
    let late = TcpStream::connect(("127.0.0.1", port.parse()?)).await;
    ensure!(late.is_err(), "somebody still listens");
    Ok(())
}

#[tokio::test]
async fn a_second_codex_login_takes_over_from_the_first() -> Result<()> {
    let _turn = CODEX_PORTS.lock().await;
    let person = Person::new(Config::default()).await?;
    let mut first = person.start(&["auth", "login-openai"])?;
    first.address().await?;
    let second = person.start(&["auth", "login-openai"])?;
    let ended = browse(second, Act::Consent).await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    let first = first.ended().await?;
    ensure!(first.code() == Some(1), "{first:?}");
    ensure!(
        first.stderr.contains("another login was started"),
        "{first:?}"
    );
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_device_code_is_typed_elsewhere() -> Result<()> {
    let mut config = Config::default();
    config.openai.device_interval = 1;
    let person = Person::new(config).await?;
    let running = person.start(&["auth", "login-openai", "--device"])?;
    // The code is on standard error; the fake knows it too.
    let code = e2e::eventually("a device code", e2e::DEADLINE, async || {
        let asked = person.served.logins.log();
        let asked = asked.iter().any(|entry| entry.path.ends_with("usercode"));
        Ok(asked.then_some(()))
    });
    code.await?;
    drop(running);
    // Typed on the page, with the code that a second one prints.
    let mut running = person.start(&["auth", "login-openai", "--device"])?;
    let (address, code) = running.device_code().await?;
    let mut browser = Browser::noisy();
    browser
        .type_device_code(&address, &code, Act::Consent)
        .await?;
    let ended = running.ended().await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    ensure!(person.auth_json().exists());
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_sign_in_with_chatgpt_is_kept_with_its_installation_and_ended_at_the_provider()
-> Result<()> {
    let person = Person::new(Config::default()).await?;
    let running = person.start(&["auth", "login-chatgpt"])?;
    let ended = browse(running, Act::WrongStateFirst).await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    ensure!(
        ended.stderr.contains("using your ChatGPT plan"),
        "{ended:?}"
    );
    let stored = person.stored()?;
    let host = stored["chatgptClient"]["hostId"].clone();
    ensure!(host.as_str().is_some_and(|id| id.starts_with("urn:uuid:")));
    let token = stored["chatgpt"]["accessToken"]
        .as_str()
        .context("no token")?
        .to_owned();
    ensure!(person.served.logins.is_live(&token));
    let out = person.run(&["auth", "logout", "chatgpt"]).await?.done()?;
    ensure!(out.contains("ended at the provider"), "{out}");
    ensure!(!person.served.logins.is_live(&token));
    let stored = person.stored()?;
    ensure!(stored["chatgpt"].is_null() && stored["chatgptClient"]["hostId"] == host);
    // The same installation signs in again.
    let running = person.start(&["auth", "login-chatgpt"])?;
    browse(running, Act::Consent).await?.done()?;
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn without_the_plan_the_sign_in_is_kept_and_says_so() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let running = person.start(&["auth", "login-chatgpt"])?;
    let scope = "chatgpt.tokens.use.direct".to_owned();
    let ended = browse(running, Act::ConsentWithout(scope)).await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    ensure!(ended.stderr.contains("did not allow the use"), "{ended:?}");
    let status = person.run(&["auth", "status"]).await?.done()?;
    ensure!(
        status.contains("The use of the plan was not granted"),
        "{status}"
    );
    Ok(())
}

#[tokio::test]
async fn an_api_key_comes_from_standard_input_and_is_checked_for_its_shape() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let wrong = person
        .run_with(&["auth", "login", "--api-key"], "sk-proj-nonsense")
        .await?;
    ensure!(wrong.code() == Some(1), "{wrong:?}");
    ensure!(wrong.stderr.contains("sk-ant-"), "{wrong:?}");
    ensure!(!person.credentials().exists());
    let key = format!("sk-ant-api03-{}", "x".repeat(40));
    let ended = person
        .run_with(&["auth", "login", "--api-key"], &key)
        .await?;
    ensure!(!ended.stdout.contains(&key) && !ended.stderr.contains(&key));
    ended.done()?;
    ensure!(person.stored()?["claudeApiKey"]["key"] == key);
    let status = person.run(&["auth", "status"]).await?.done()?;
    ensure!(
        status.contains("sk-ant-api03") && !status.contains(&key),
        "{status}"
    );
    person.run(&["auth", "logout", "claude"]).await?.done()?;
    ensure!(!person.credentials().exists());
    Ok(())
}

#[tokio::test]
async fn a_login_of_the_predecessor_carries_over_with_a_yes() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    person.store_claude(-60)?;
    let mut file = person.stored()?;
    let login = file["claudeAiOauth"].as_object_mut().context("no login")?;
    for ours in ["termsAcceptedAt", "issuedAt", "tokenUrl", "account"] {
        login.remove(ours);
    }
    e2e::person::write_private(&person.credentials(), &file)?;
    let info = person.run(&["auth", "info"]).await?;
    ensure!(info.code() == Some(3), "{info:?}");
    ensure!(info.stderr.contains("another program"), "{info:?}");
    ensure!(
        person.served.logins.counters().is_empty(),
        "nothing goes out before the yes"
    );
    let ended = person.run(&["auth", "login", "--accept-terms"]).await?;
    ensure!(ended.code() == Some(0), "{ended:?}");
    ensure!(ended.stderr.contains("taken over"), "{ended:?}");
    let info = person.run(&["auth", "info"]).await?.done()?;
    ensure!(
        info.contains("ada@example.test") && info.contains("Claude Max"),
        "{info}"
    );
    ensure!(person.served.logins.violations().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_login_that_the_provider_ended_says_so_and_deletes_nothing() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let issued = person.store_claude(-60)?;
    person.served.logins.revoke_all(Server::Claude);
    for _ in 0..2 {
        let info = person.run(&["auth", "info"]).await?;
        ensure!(info.code() == Some(3), "{info:?}");
        ensure!(
            info.stdout.contains("Token Expired") && info.stdout.contains("Yes"),
            "{info:?}"
        );
        ensure!(info.stderr.contains("Nothing was deleted"), "{info:?}");
    }
    ensure!(person.stored()?["claudeAiOauth"]["refreshToken"] == issued.refresh_token.as_str());
    ensure!(person.served.logins.counters()["claude.token"] == 1);
    Ok(())
}

#[tokio::test]
async fn every_document_is_one_and_nothing_shows_a_token() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    log_in_to_claude(&person).await?.done()?;
    let file = person.stored()?;
    let secrets: Vec<String> = ["accessToken", "refreshToken"]
        .iter()
        .filter_map(|name| file["claudeAiOauth"][name].as_str().map(str::to_owned))
        .collect();
    ensure!(secrets.len() == 2);
    for arguments in [
        &["auth", "status"][..],
        &["auth", "info"],
        &["auth", "validate"],
        &["doctor"],
        &["config", "show"],
    ] {
        let text = person.run(arguments).await?;
        let json = person.run(&[arguments, &["--json"]].concat()).await?;
        json.json()?;
        for secret in &secrets {
            for out in [&text.stdout, &text.stderr, &json.stdout, &json.stderr] {
                ensure!(
                    !out.contains(secret.as_str()),
                    "{arguments:?} shows a token"
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn signing_in_to_claude_code_is_the_claude_commands_own_business() -> Result<()> {
    let person = Person::new(Config::default()).await?;
    let missing = person.run(&["auth", "login", "--claude-code"]).await?;
    ensure!(missing.code() == Some(1), "{missing:?}");
    ensure!(missing.stderr.contains("not installed"), "{missing:?}");
    // A stand-in: what it is asked is noted, and it is signed in from then on.
    let home = person.home.home();
    let program = home.join("bin/claude");
    let script = "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$HOME/asked\"\n\
        if [ \"$2\" = login ]; then touch \"$HOME/signed-in\"; exit 0; fi\n\
        if [ -e \"$HOME/signed-in\" ]; then\n\
        echo '{\"loggedIn\":true,\"authMethod\":\"claude.ai\",\"email\":\"ada@example.test\",\"subscriptionType\":\"max\"}'\n\
        else echo '{\"loggedIn\":false,\"authMethod\":\"none\"}'; exit 1; fi\n";
    std::fs::write(&program, script)?;
    std::fs::set_permissions(
        &program,
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )?;
    let before = person.run(&["auth", "status"]).await?.done()?;
    ensure!(before.contains("claude auth login"), "{before}");
    let after = person
        .run(&["auth", "login", "--claude-code"])
        .await?
        .done()?;
    ensure!(after.contains("ada@example.test"), "{after}");
    let asked = std::fs::read_to_string(home.join("asked"))?;
    ensure!(asked.lines().any(|line| line == "auth login"), "{asked}");
    ensure!(!person.credentials().exists(), "nothing of it is ours");
    Ok(())
}
