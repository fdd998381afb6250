//! `kill -9` at any instant of a refresh: files stay whole, and the login goes on working.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use e2e::clients::tell;
use e2e::person::Person;
use fakes::logins::Config;

const QUICK: u32 = 50;
const LONG: u32 = 1000;
/// The kill must fall between the provider's answer and our fsync to lose a login; no longer may that take.
const WINDOW: Duration = Duration::from_millis(5);

fn rounds() -> u32 {
    let long = std::env::var_os("CCPROXY_LONG").is_some();
    if long { LONG } else { QUICK }
}

/// What a killed refresh left.
#[derive(Debug, PartialEq, Eq)]
enum Left {
    /// The login works.
    Working,
    /// The provider had answered, and nothing was stored yet.
    Lost,
}

#[tokio::test]
async fn a_kill_at_any_instant_of_a_refresh_leaves_every_file_whole_and_the_login_working()
-> Result<()> {
    let person = Person::new(Config::default()).await?;
    person.store_claude(-60)?;
    let began = Instant::now();
    person.run(&["auth", "info"]).await?.done()?;
    let whole = began.elapsed();
    let (rounds, mut lost, mut refreshed) = (rounds(), 0, 0);
    for round in 0..rounds {
        person.served.logins.reset();
        let delay = whole.mul_f64(fastrand::f64());
        let (left, asked) = killed(&person, delay)
            .await
            .with_context(|| format!("round {round}"))?;
        lost += u32::from(left == Left::Lost);
        refreshed += u32::from(asked);
    }
    let share = f64::from(lost) / f64::from(rounds);
    let window = whole.mul_f64(share);
    tell(&format!(
        "{rounds} kills within {whole:?}: {refreshed} after the refresh was sent, {lost} lost, window about {window:?}"
    ));
    // Three standard deviations of so few events, and the window itself.
    let expected = f64::from(rounds) * (WINDOW.as_secs_f64() / whole.as_secs_f64()).min(1.0);
    ensure!(
        f64::from(lost) <= expected + 3.0 * expected.sqrt() + 1.0,
        "{lost} of {rounds} logins were lost"
    );
    Ok(())
}

/// One refresh that is killed after `delay`; whether it had been sent.
async fn killed(person: &Person, delay: Duration) -> Result<(Left, bool)> {
    let old = person.store_claude(-60)?;
    let mut running = person.start(&["auth", "info"])?;
    tokio::time::sleep(delay).await;
    running.crash().await?;
    let stored = person.stored().context("the file is not whole")?;
    let login = &stored["claudeAiOauth"];
    ensure!(
        login["subscriptionType"] == "max",
        "fields are gone: {}",
        stored.to_string().len()
    );
    is_private(person)?;
    let asked = person.served.logins.counters().contains_key("claude.token");
    let is_old = login["refreshToken"] == old.refresh_token.as_str();
    let ended = person.run(&["auth", "info"]).await?;
    if ended.status.success() {
        ensure!(person.served.logins.violations().is_empty());
        return Ok((Left::Working, asked));
    }
    ensure!(
        asked && is_old,
        "the login was lost without need: {ended:?}"
    );
    ensure!(ended.code() == Some(3), "{ended:?}");
    Ok((Left::Lost, asked))
}

fn is_private(person: &Person) -> Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    for file in person.home.files()? {
        let kept = file.starts_with(person.home.settings_folder())
            || file.starts_with(person.home.home().join(".local"));
        let mode = std::fs::metadata(&file)?.mode() & 0o777;
        let ours = kept && file.file_name().is_some_and(|name| name != "config.toml");
        ensure!(!ours || mode == 0o600, "{} is {mode:o}", file.display());
    }
    Ok(())
}
