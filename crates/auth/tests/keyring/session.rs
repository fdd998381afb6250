//! A session of its own: a home, a run-time folder, a bus.

use std::future::Future;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Set inside: the test whose work is to be done.
const INSIDE: &str = "CCPROXY_TEST_INSIDE";

/// Printed inside when the work is done: a program that ran no test at all must not pass.
const DONE: &str = "the work inside is done";

/// The bus of a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    /// One that starts services as this system has them: the keyring too, locked.
    Usual,
    /// One that starts no service.
    WithoutServices,
    /// None yet, at an address in the run-time folder.
    None,
}

/// Runs `work` in a session of its own. `name` is the test's, with its module.
///
/// # Panics
/// The work failed; or a program that it needs is missing, and `CI` is `true`.
pub(crate) fn within<F: Future<Output = ()>>(name: &str, bus: Bus, work: impl FnOnce() -> F) {
    if std::env::var(INSIDE).is_ok_and(|inside| inside == name) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work());
        println!("{DONE}");
        return;
    }
    if missing() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), bus, name).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains(DONE),
        "{}\n{text}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

fn command(folder: &Path, bus: Bus, name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let file = folder.join(BARE_FILE);
    std::fs::write(&file, BARE.replace("FOLDER", &folder.display().to_string())).unwrap();
    let mut command = match bus {
        Bus::None => Command::new(&test),
        Bus::Usual | Bus::WithoutServices => {
            let mut command = Command::new("dbus-run-session");
            if bus == Bus::WithoutServices {
                command.arg(format!("--config-file={}", file.display()));
            }
            command.arg("--").arg(&test);
            command
        }
    };
    let run = folder.join("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::set_permissions(&run, PermissionsExt::from_mode(0o700)).unwrap();
    command
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("XDG_RUNTIME_DIR", &run)
        .env(INSIDE, name);
    if bus == Bus::None {
        let address = format!("unix:path={}", run.join("later").display());
        command.env("DBUS_SESSION_BUS_ADDRESS", address);
    }
    command
}

/// The configuration of a bus that starts no service, in the session's home.
pub(crate) const BARE_FILE: &str = "bus.conf";

const BARE: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Whether a program that the tests need is missing.
fn missing() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let wanted = [
        "dbus-daemon",
        "dbus-run-session",
        "gnome-keyring-daemon",
        "secret-tool",
    ];
    for program in wanted {
        if std::env::split_paths(&path).any(|folder| folder.join(program).is_file()) {
            continue;
        }
        assert!(
            !std::env::var("CI").is_ok_and(|value| value == "true"),
            "{program} is not installed, and CI runs every test"
        );
        // Past the capturing of the test runner, which would swallow the note of a skip.
        let _ = writeln!(std::io::stderr(), "skipped: {program} is not installed");
        return true;
    }
    false
}
