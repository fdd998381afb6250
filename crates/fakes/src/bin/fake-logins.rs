//! Strict fakes of Claude's and ChatGPT's authorization servers on loopback ports, for tests.

use std::io::Write;
use std::process::ExitCode;

use fakes::logins::{Config, Logins, Server};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const USAGE: &str = "\
usage: fake-logins [options]
  --port N              the port on 127.0.0.1; 0, the default, takes a free one
  --separate            a free port for each server, instead of one for all
  --auto                consent at once, without a page
  --gateway VERSION     refuse requests that are not ccproxy/VERSION's
  --redirect-port N     allow this port in the Codex login's redirect; may be repeated; 0 allows any
  --config JSON         any part of the configuration, as /__config shows it
Where the servers are is printed as a line of JSON: {\"claude\":\"http://…\",\"openai\":…,\"chatgpt\":…}
";

/// What the arguments ask for.
#[derive(Default)]
struct Options {
    port: u16,
    separate: bool,
    config: Config,
}

#[tokio::main]
async fn main() -> ExitCode {
    let served = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => serve(options)
            .await
            .map_err(|error| format!("cannot listen: {error}")),
        Ok(None) => {
            let _ = std::io::stdout().write_all(USAGE.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(problem) => Err(format!("{problem}\n{USAGE}")),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "fake-logins: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> std::io::Result<()> {
    let logins = Logins::new(options.config);
    let groups: &[&'static [Server]] = if options.separate {
        &[&[Server::Claude], &[Server::Openai], &[Server::Chatgpt]]
    } else {
        &[&Server::ALL]
    };
    let mut origins = serde_json::Map::new();
    let mut tasks = JoinSet::new();
    for group in groups {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        for server in *group {
            origins.insert(server.name().to_owned(), origin.as_str().into());
        }
        let never = std::future::pending();
        tasks.spawn(logins.clone().serve(group, listener, never));
    }
    writeln!(std::io::stdout(), "{}", serde_json::Value::Object(origins))?;
    std::io::stdout().flush()?;
    let _ = tokio::signal::ctrl_c().await;
    tasks.shutdown().await;
    Ok(())
}

/// What the arguments ask for; `None` where they ask for help.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options::default();
    let (mut ports, mut auto, mut gateway) = (Vec::<u16>::new(), false, None);
    while let Some(option) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{option} needs a value"))
        };
        match option.as_str() {
            "--port" => options.port = number(&option, &value()?)?,
            "--separate" => options.separate = true,
            "--auto" => auto = true,
            "--gateway" => gateway = Some(value()?),
            "--redirect-port" => ports.push(number(&option, &value()?)?),
            "--config" => {
                options.config = serde_json::from_str(&value()?)
                    .map_err(|error| format!("--config: {error}"))?;
            }
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("unknown option {option}")),
        }
    }
    if options.separate && options.port != 0 {
        return Err("--separate takes free ports: leave --port out".to_owned());
    }
    // Flags count over the configuration, wherever they stand.
    options.config.auto_consent |= auto;
    options.config.gateway = gateway.or(options.config.gateway);
    options.config.openai.redirect_ports.extend(ports);
    Ok(Some(options))
}

fn number<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{option} takes a number, not {value}"))
}
