//! The real `codex` command: it takes the file that we wrote, and we the one that it wrote.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use e2e::clients::named_by;
use e2e::person::{Person, read};
use e2e::{DEADLINE, Process};
use fakes::logins::{Act, Browser, Config};

fn codex(person: &Person, program: &PathBuf, arguments: &[&str]) -> Result<Process> {
    let mut command = Command::new(program);
    person.home.dress(&mut command);
    Process::start("codex", command.args(arguments))
}

async fn status(person: &Person, program: &PathBuf) -> Result<String> {
    let mut process = codex(person, program, &["login", "status"])?;
    process.wait(DEADLINE).await?;
    Ok(format!("{}{}", process.stdout(), process.stderr()))
}

#[tokio::test]
async fn the_codex_command_takes_the_file_that_we_wrote_and_we_the_one_that_it_wrote() -> Result<()>
{
    let Some(program) = named_by("CCPROXY_CODEX")? else {
        return Ok(());
    };
    let mut config = Config::default();
    config.openai.device_interval = 1;
    let person = Person::new(config).await?;
    ensure!(status(&person, &program).await?.contains("Not logged in"));

    // Ours first. (By device code: the ports of the browser login belong to other tests.)
    let mut running = person.start(&["auth", "login-openai", "--device"])?;
    let (address, code) = running.device_code().await?;
    Browser::noisy()
        .type_device_code(&address, &code, Act::Consent)
        .await?;
    running.ended().await?.done()?;
    let shown = status(&person, &program).await?;
    ensure!(shown.contains("Logged in using ChatGPT"), "{shown}");

    // Then its own, over ours.
    let issuer = person.served.origin.clone();
    let arguments = ["login", "--device-auth", "--experimental_issuer", &issuer];
    let mut login = codex(&person, &program, &arguments)?;
    let (address, code) = login
        .wait_for("its device code", DEADLINE, |stdout, _| {
            let plain = strip_colours(stdout);
            let address = plain
                .split_whitespace()
                .find(|word| word.starts_with("http://"))?;
            let code = plain.split_whitespace().find(|word| {
                word.len() >= 9 && word.as_bytes()[4] == b'-' && *word == word.to_uppercase()
            })?;
            Some((address.to_owned(), code.to_owned()))
        })
        .await?;
    Browser::noisy()
        .type_device_code(&address, &code, Act::ConsentAs("grace".to_owned()))
        .await?;
    let ended = login.wait(DEADLINE).await?;
    ensure!(ended.success(), "{}", login.output());
    let info = person.run(&["auth", "openai-info"]).await?.done()?;
    ensure!(
        info.contains("grace@example.test") && info.contains("FREE"),
        "{info}"
    );

    // And a refresh of ours leaves it a file that it takes.
    expire(&person)?;
    person.run(&["auth", "openai-info"]).await?.done()?;
    let token = read(&person.auth_json())?["tokens"]["access_token"].clone();
    ensure!(
        person
            .served
            .logins
            .is_live(token.as_str().context("no token")?)
    );
    let shown = status(&person, &program).await?;
    ensure!(shown.contains("Logged in using ChatGPT"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn an_api_key_of_the_codex_command_is_told_and_kept() -> Result<()> {
    let Some(program) = named_by("CCPROXY_CODEX")? else {
        return Ok(());
    };
    let person = Person::new(Config::default()).await?;
    let key = format!("sk-proj-{}", "x".repeat(40));
    let mut command = Command::new("sh");
    person.home.dress(&mut command);
    command.args(["-c", "printf %s \"$KEY\" | \"$CODEX\" login --with-api-key"]);
    command.env("KEY", &key).env("CODEX", &program);
    let mut login = Process::start("codex", &mut command)?;
    let ended = login.wait(DEADLINE).await?;
    ensure!(ended.success(), "{}", login.output());
    let info = person.run(&["auth", "openai-info"]).await?;
    ensure!(info.stdout.contains("API key"), "{info:?}");
    ensure!(!info.stdout.contains(&key));
    ensure!(read(&person.auth_json())?["OPENAI_API_KEY"] == key);
    Ok(())
}

/// Makes the stored access token one that has run out: the file says that it was renewed long ago.
fn expire(person: &Person) -> Result<()> {
    let mut file = read(&person.auth_json())?;
    file["last_refresh"] = "2020-01-01T00:00:00Z".into();
    e2e::person::write_private(&person.auth_json(), &file)
}

fn strip_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}
