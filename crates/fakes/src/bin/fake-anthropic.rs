//! A strict fake of the Anthropic API on a loopback port, for tests.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use fakes::anthropic::{Anthropic, Config, Mode, Wire};
use tokio::net::TcpListener;

const USAGE: &str = "\
usage: fake-anthropic [options]
  --port N              the port on 127.0.0.1; 0, the default, takes a free one
  --mode MODE           strict (default), lenient or hostile
  --scenario NAME       the scenario of requests that name none
  --reply TEXT          the text of the text scenario
  --require-key KEY     the only key that is accepted
  --own-programs        refuse subscription tokens to every program but Claude Code
  --gateway VERSION     refuse requests that are not ccproxy/VERSION's
  --canary TEXT         a text that must be in no header or path; may be repeated
  --unified             send the plan limit headers of subscriptions
  --threads             accept the beta field `thread`
  --random-ids          new ids for each answer, instead of ids that follow from the request
  --pace-ms N           the pause before each event of a stream
  --max-body N          the largest accepted request body in bytes
";

#[tokio::main]
async fn main() -> ExitCode {
    let served = match options(std::env::args().skip(1)) {
        Ok(Some((port, config))) => serve(port, config)
            .await
            .map_err(|error| format!("cannot listen on port {port}: {error}")),
        Ok(None) => {
            let _ = std::io::stdout().write_all(USAGE.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(problem) => Err(format!("{problem}\n{USAGE}")),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "fake-anthropic: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(port: u16, config: Config) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    writeln!(std::io::stdout(), "listening on http://{address}")?;
    std::io::stdout().flush()?;
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    Anthropic::new(config).serve(listener, stop).await;
    Ok(())
}

/// The port and configuration that the arguments ask for; `None` where they ask for help.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<(u16, Config)>, String> {
    let (mut port, mut config) = (0, Config::default());
    while let Some(option) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{option} needs a value"))
        };
        match option.as_str() {
            "--port" => port = number(&option, &value()?)?,
            "--mode" => config.mode = mode(&value()?)?,
            "--scenario" => config.default_scenario = value()?,
            "--reply" => config.reply = value()?,
            "--require-key" => config.require_key = Some(value()?),
            "--own-programs" => config.own_programs = true,
            "--gateway" => config.wire = Wire::Gateway { version: value()? },
            "--canary" => config.canaries.push(value()?),
            "--unified" => config.unified_limits = true,
            "--threads" => config.threads = true,
            "--random-ids" => config.deterministic_ids = false,
            "--pace-ms" => config.event_pace = Duration::from_millis(number(&option, &value()?)?),
            "--max-body" => config.max_body = number(&option, &value()?)?,
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("unknown option {option}")),
        }
    }
    Ok(Some((port, config)))
}

fn mode(name: &str) -> Result<Mode, String> {
    match name {
        "strict" => Ok(Mode::Strict),
        "lenient" => Ok(Mode::Lenient),
        "hostile" => Ok(Mode::Hostile),
        _ => Err(format!(
            "--mode takes strict, lenient or hostile, not {name}"
        )),
    }
}

fn number<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{option} takes a number, not {value}"))
}
