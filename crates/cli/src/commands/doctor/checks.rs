use std::sync::Arc;

use auth::Accounts;
use auth::credentials::Vendor;
use auth::token::{Clock, TokenSource};
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
    match Upstream::new() {
        Ok(upstream) => {
            findings.push(Finding::new(
                "certificates",
                Good,
                "the system's roots are trusted",
            ));
            findings.extend(providers(sources, settings, upstream).await);
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

/// The accounts, and whether Claude can be reached with them.
async fn providers(sources: &Sources, settings: &Settings, upstream: Upstream) -> Vec<Finding> {
    let setup = proxy::accounts::setup(settings);
    let accounts = match Accounts::new(proxy::accounts::places(sources), setup) {
        Ok(accounts) => accounts,
        Err(error) => return vec![Finding::new("accounts", Bad, error.to_string())],
    };
    let mut findings = super::accounts::all(&accounts).await;
    findings.push(claude(settings, &accounts, upstream).await);
    findings
}

async fn claude(settings: &Settings, accounts: &Accounts, upstream: Upstream) -> Finding {
    let state = accounts.places().state.clone();
    let tokens = TokenSource::open(accounts.claude(), state, Clock::default()).await;
    let key = match accounts.api_key(Vendor::Anthropic).await {
        Ok(key) => key,
        Err(error) => return Finding::new("Claude", Bad, error.to_string()),
    };
    let claude = Claude::new(&settings.claude, upstream, Arc::new(tokens), key.as_ref());
    match claude.map(|claude| claude.account()) {
        Ok(Account::Ready { kind }) => {
            Finding::new("Claude", Good, format!("ready with your {kind}"))
        }
        Ok(Account::Unusable { why }) | Err(why) => Finding::new("Claude", Bad, why),
    }
}
