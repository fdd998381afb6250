//! The system's keyring, with the real one of GNOME.

use anyhow::{Result, ensure};
use e2e::person::Person;
use fakes::logins::Config;

use crate::log_in_to_claude;
use crate::session::Session;

#[tokio::test]
async fn a_login_goes_to_the_keyring_and_to_no_file() -> Result<()> {
    let mut person = Person::new(Config::default()).await?;
    let Some(_session) = Session::start(&mut person).await? else {
        return Ok(());
    };
    let ended = log_in_to_claude(&person).await?.done()?;
    ensure!(ended.contains("system keyring"), "{ended}");
    ensure!(!person.credentials().exists());
    let info = person.run(&["auth", "info"]).await?.done()?;
    ensure!(
        info.contains("system keyring") && info.contains("ada@example.test"),
        "{info}"
    );
    person.run(&["auth", "logout", "claude"]).await?.done()?;
    let validate = person.run(&["auth", "validate"]).await?;
    ensure!(validate.code() == Some(3), "{validate:?}");
    Ok(())
}

#[tokio::test]
async fn moving_between_stores_leaves_no_copy_behind() -> Result<()> {
    let mut person = Person::new(Config::default()).await?;
    let Some(_session) = Session::start(&mut person).await? else {
        return Ok(());
    };
    log_in_to_claude(&person).await?.done()?;
    person
        .run(&["config", "set", "credentials.store", "file"])
        .await?
        .done()?;
    let info = person.run(&["auth", "info"]).await?.done()?;
    ensure!(info.contains("credentials.json"), "{info}");
    ensure!(person.credentials().exists());
    person
        .run(&["config", "set", "credentials.store", "keyring"])
        .await?
        .done()?;
    let info = person.run(&["auth", "info"]).await?.done()?;
    ensure!(info.contains("system keyring"), "{info}");
    ensure!(!person.credentials().exists(), "a copy is left in the file");
    Ok(())
}

#[tokio::test]
async fn a_locked_keyring_is_told_and_is_not_an_absence() -> Result<()> {
    let mut person = Person::new(Config::default()).await?;
    let Some(session) = Session::start(&mut person).await? else {
        return Ok(());
    };
    log_in_to_claude(&person).await?.done()?;
    session.lock().await?;
    let validate = person.run(&["auth", "validate"]).await?;
    ensure!(validate.code() == Some(1), "{validate:?}");
    ensure!(validate.stderr.contains("locked"), "{validate:?}");
    let status = person.run(&["auth", "status"]).await?.done()?;
    ensure!(status.contains("locked"), "{status}");
    let doctor = person.run(&["doctor"]).await?;
    ensure!(
        doctor.code() == Some(1) && doctor.stdout.contains("locked"),
        "{doctor:?}"
    );
    ensure!(!person.credentials().exists());
    Ok(())
}

#[tokio::test]
async fn a_running_server_hears_of_a_login_in_the_keyring_at_once() -> Result<()> {
    let mut person = Person::new(Config::default()).await?;
    let Some(_session) = Session::start(&mut person).await? else {
        return Ok(());
    };
    let mut server = person.start(&["serve", "--port", "0"])?;
    let address = server.listening().await?;
    ensure!(!e2e::person::is_ready(address).await?);
    log_in_to_claude(&person).await?.done()?;
    let ready = async || Ok(e2e::person::is_ready(address).await?.then_some(()));
    e2e::eventually("the login in force", e2e::DEADLINE, ready).await
}
