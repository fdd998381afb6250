use anyhow::Context;
use proxy::{Gateway, Launch, logging};
use serde::Serialize;
use settings::{Flag, Loaded, Sources};

use crate::arguments::Serve;
use crate::exit::Code;
use crate::output::Output;
use crate::signals::Signals;

/// More threads than this only wake one another.
const THREADS: usize = 4;

/// Half of the cores: the programs that use the proxy run on this machine too, and fewer threads hand less work to one
/// another (measured on two cores: a request costs a fifth less CPU on one thread than on two).
fn threads() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores / 2).clamp(1, THREADS)
}

#[derive(Serialize)]
struct Listening {
    base_url: String,
    demo: bool,
}

/// Serves until Ctrl-C or SIGTERM, then drains.
pub(crate) fn run(options: Serve, output: &Output) -> anyhow::Result<Code> {
    let demo = options.demo;
    let sources = Sources::from_process(flags(options))?;
    let loaded = settings::load(&sources)?;
    let launch = Launch {
        places: proxy::accounts::places(&sources),
        sources,
        demo,
        logging: Some(logging::start(&loaded.settings.log)?),
        record: false,
    };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads())
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(serve(launch, loaded, output))
}

async fn serve(launch: Launch, loaded: Loaded, output: &Output) -> anyhow::Result<Code> {
    let demo = launch.demo;
    let mut signals = Signals::new()?;
    let gateway = Gateway::start_with(launch, loaded).await?;
    greet(&gateway, demo, output)?;
    signals.next().await;
    tokio::select! {
        stopped = gateway.stop() => {
            tracing::info!(finished = stopped.finished, cut = stopped.cut, "done");
        }
        () = signals.next() => tracing::warn!("asked twice: stopping without waiting"),
    }
    Ok(Code::Done)
}

fn flags(options: Serve) -> Vec<Flag> {
    let flag = |key, name, value: Option<String>| value.map(|value| Flag { key, value, name });
    [
        flag("server.host", "--host", options.host.map(|h| h.to_string())),
        flag("server.port", "--port", options.port.map(|p| p.to_string())),
        flag("log.level", "--log-level", options.log_level),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn greet(gateway: &Gateway, demo: bool, output: &Output) -> anyhow::Result<()> {
    let base_url = gateway.address().base_url();
    let mut text = format!("ccproxy serves {base_url}");
    if demo {
        text += " from its embedded demo: no account, no network";
    }
    text += &format!("\n\n  Anthropic base URL   {base_url}\n");
    text += &format!(
        "  OpenAI base URL      {}\n",
        clients::openai_base_url(&base_url)
    );
    text += match gateway.auth_token() {
        Some(_) => "  Auth token           set; `ccproxy token show` prints it\n",
        None => "  Auth token           none; `ccproxy token new` makes one\n",
    };
    text += "\n`ccproxy snippet` has code to paste. Ctrl-C stops.\n";
    output.result(&text, &Listening { base_url, demo })?;
    Ok(())
}
