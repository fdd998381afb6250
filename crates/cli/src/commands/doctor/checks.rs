use std::path::Path;
use std::sync::Arc;

use auth::TokenSource;
use auth::store::FileStore;
use providers::{Account, Claude, Provider, Upstream};
use proxy::{Address, Probe, probe};
use settings::{Settings, Sources};

use super::Finding;
use super::Verdict::{Bad, Good, Look};

/// Every check, in the order in which a person would mend things.
pub(super) async fn all(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    let loaded = match settings::load(sources) {
        Ok(loaded) => loaded,
        Err(error) => {
            findings.push(Finding::new("settings", Bad, error.to_string()));
            return findings;
        }
    };
    let file = sources.config_file.display();
    findings.push(match loaded.warnings() {
        [] => Finding::new("settings", Good, format!("{file} and the environment hold")),
        warnings => {
            let text: Vec<String> = warnings.iter().map(ToString::to_string).collect();
            Finding::new("settings", Look, text.join("; "))
        }
    });
    let settings = &loaded.settings;
    findings.push(auth_token(settings));
    findings.push(port(settings).await);
    let credentials = sources.config_file.with_file_name("credentials.json");
    findings.extend(modes(&credentials));
    match Upstream::new() {
        Ok(upstream) => {
            findings.push(Finding::new(
                "certificates",
                Good,
                "the system's roots are trusted",
            ));
            findings.push(claude(settings, upstream, &credentials).await);
        }
        Err(error) => findings.push(Finding::new("certificates", Bad, error.to_string())),
    }
    findings.push(claude_command(settings));
    findings
}

fn auth_token(settings: &Settings) -> Finding {
    let reach = settings.server.host;
    match (&settings.security.auth_token, reach.is_loopback()) {
        (Some(_), _) => Finding::new("auth token", Good, "set: clients must present it"),
        (None, true) => Finding::new(
            "auth token",
            Look,
            "none: every program on this machine may use the proxy. `ccproxy token new` makes one",
        ),
        (None, false) => Finding::new(
            "auth token",
            Bad,
            format!("none, and server.host {reach} is open to other machines: `ccproxy token new`"),
        ),
    }
}

async fn port(settings: &Settings) -> Finding {
    let address = Address::configured(&settings.server).socket();
    match probe(address).await {
        Probe::Nobody => Finding::new(
            "port",
            Good,
            format!("{address} is free; nothing runs there now"),
        ),
        Probe::Gateway { version } => Finding::new(
            "port",
            Good,
            format!("ccproxy {version} answers at {address}"),
        ),
        // It cannot be told apart without speaking TLS to it.
        Probe::Stranger if settings.server.tls.is_some() => Finding::new(
            "port",
            Look,
            format!("a program listens at {address}; with HTTPS it may well be ccproxy"),
        ),
        Probe::Stranger => Finding::new(
            "port",
            Bad,
            format!(
                "another program has {address}. Quit it, or `ccproxy config set server.port …`"
            ),
        ),
    }
}

async fn claude(settings: &Settings, upstream: Upstream, credentials: &Path) -> Finding {
    let tokens = TokenSource::open(FileStore::new(credentials.to_owned())).await;
    match Claude::new(&settings.claude, upstream, Arc::new(tokens)).map(|c| c.account()) {
        Ok(Account::Ready { kind }) => {
            Finding::new("Claude", Good, format!("ready with your {kind}"))
        }
        Ok(Account::Unusable { why }) | Err(why) => Finding::new("Claude", Bad, why),
    }
}

#[cfg(unix)]
fn modes(credentials: &Path) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt;
    let mode = std::fs::metadata(credentials).ok()?.mode() & 0o777;
    let file = credentials.display();
    Some(if mode & 0o077 == 0 {
        Finding::new(
            "credentials",
            Good,
            format!("{file} can be read by you alone"),
        )
    } else {
        Finding::new(
            "credentials",
            Bad,
            format!("{file} can be read by others: chmod 600 {file}"),
        )
    })
}

#[cfg(not(unix))]
fn modes(_: &Path) -> Option<Finding> {
    None
}

/// Only looks; nothing is started.
fn claude_command(settings: &Settings) -> Finding {
    let found = match &settings.claude.cli_path {
        Some(path) => path.is_file().then(|| path.clone()),
        None => std::env::var_os("PATH").and_then(|path| {
            std::env::split_paths(&path)
                .map(|folder| {
                    folder.join(if cfg!(windows) {
                        "claude.exe"
                    } else {
                        "claude"
                    })
                })
                .find(|file| file.is_file())
        }),
    };
    match found {
        Some(path) => Finding::new("claude command", Good, path.display().to_string()),
        None => Finding::new(
            "claude command",
            Look,
            "not on the PATH; only needed as a client",
        ),
    }
}
