//! A session bus that starts nothing by itself: who is on it, a test has put there.

use anyhow::{Context as _, Result, ensure};

use crate::{DEADLINE, Process, Sandbox};

/// Without folders of services: the machine's keyring or notifications would come up at the first call.
const RULES: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Starts the bus; gives its address.
///
/// # Errors
/// It does not start.
pub async fn start(home: &Sandbox) -> Result<(Process, String)> {
    let rules = home.home().join("session-bus.conf");
    std::fs::write(&rules, RULES).context("no rules for the bus")?;
    let mut daemon = std::process::Command::new("dbus-daemon");
    home.dress(&mut daemon);
    daemon.args(["--nofork", "--print-address", "--config-file"]);
    let mut daemon = Process::start("dbus-daemon", daemon.arg(rules))?;
    let address = first_line(&mut daemon, "the bus's address").await?;
    Ok((daemon, address))
}

/// The first line that a program prints.
pub(super) async fn first_line(process: &mut Process, what: &str) -> Result<String> {
    let line = process
        .wait_for(what, DEADLINE, |stdout, _| {
            Some(stdout.split_once('\n')?.0.trim().to_owned())
        })
        .await?;
    ensure!(!line.is_empty(), "{what} is empty");
    Ok(line)
}
