use auth::Accounts;
use providers::{Account, Upstream};
use proxy::{Address, Probe, Processes, Standing, probe, processes};
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
    findings.extend(port(settings).await);
    match Upstream::new() {
        Ok(_) => {
            findings.push(Finding::new(
                "certificates",
                Good,
                "the system's roots are trusted",
            ));
            findings.extend(providers(sources, settings).await);
        }
        Err(error) => findings.push(Finding::new("certificates", Bad, error.to_string())),
    }
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

/// Who has the port; and of a gateway, what runs for it.
async fn port(settings: &Settings) -> Vec<Finding> {
    let address = Address::configured(&settings.server).socket();
    let finding = |verdict, text: String| Finding::new("port", verdict, text);
    match probe(address).await {
        Probe::Nobody => vec![finding(
            Good,
            format!("{address} is free; nothing runs there now"),
        )],
        Probe::Gateway { version } => {
            let found = finding(Good, format!("ccproxy {version} answers at {address}"));
            let token = settings.security.auth_token.as_ref();
            let running = command_processes(processes(address, token).await);
            [Some(found), running].into_iter().flatten().collect()
        }
        // It cannot be told apart without speaking TLS to it.
        Probe::Stranger if settings.server.tls.is_some() => vec![finding(
            Look,
            format!("a program listens at {address}; with HTTPS it may well be ccproxy"),
        )],
        Probe::Stranger => vec![finding(
            Bad,
            format!(
                "another program has {address}. Quit it, or `ccproxy config set server.port …`"
            ),
        )],
    }
}

fn command_processes(processes: Processes) -> Option<Finding> {
    let (verdict, text) = match processes {
        Processes::Counted {
            running,
            idle,
            memory,
        } => {
            let memory = memory.map(|bytes| format!(", {} MiB", bytes >> 20));
            let memory = memory.unwrap_or_default();
            (Good, format!("{running} running, {idle} idle{memory}"))
        }
        Processes::Refused => (
            Look,
            "unknown: the gateway there wants another auth token than these settings have"
                .to_owned(),
        ),
        Processes::Untold => return None,
    };
    Some(Finding::new("Claude Code processes", verdict, text))
}

/// The accounts, and which providers can answer with them.
async fn providers(sources: &Sources, settings: &Settings) -> Vec<Finding> {
    let setup = proxy::accounts::setup(settings);
    let places = proxy::accounts::places(sources);
    let accounts = match Accounts::new(places.clone(), setup) {
        Ok(accounts) => accounts,
        Err(error) => return vec![Finding::new("accounts", Bad, error.to_string())],
    };
    let mut findings = super::accounts::all(&accounts).await;
    match proxy::standings(places, settings).await {
        Ok(standings) => findings.extend(standings.into_iter().map(standing)),
        Err(error) => findings.push(Finding::new("providers", Bad, error.to_string())),
    }
    findings
}

fn standing(standing: Standing) -> Finding {
    let name = match standing.provider {
        "claude" => "Claude",
        "codex" => "Codex",
        "openai" => "OpenAI",
        other => other,
    };
    match standing.account {
        None => Finding::new(name, Look, "off"),
        Some(Account::Ready { kind }) => {
            Finding::new(name, Good, format!("ready with your {kind}"))
        }
        Some(Account::Unusable { why }) => Finding::new(name, Bad, why),
    }
}
