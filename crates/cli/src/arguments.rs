use std::net::IpAddr;

use clap::{Args, Parser, Subcommand};

/// One local endpoint for your own Claude and ChatGPT accounts.
#[derive(Debug, Parser)]
#[command(name = "ccproxy", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Print one JSON document on standard output.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the endpoint until Ctrl-C.
    Serve(Serve),
    /// Show and change the settings.
    #[command(subcommand)]
    Config(Config),
    /// The token that clients of this proxy must present.
    #[command(subcommand)]
    Token(Token),
    /// Print the environment variables that Anthropic and OpenAI clients need: eval "$(ccproxy env)".
    Env {
        /// sh, fish or powershell.
        #[arg(long, default_value = "sh")]
        shell: clients::Shell,
    },
    /// Print code that sends a first message, ready to paste.
    Snippet {
        /// Which one; without it they are listed.
        name: Option<clients::Snippet>,
    },
    /// Look for what is wrong with this machine's set-up, and say how to mend it.
    Doctor,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Listen on this address [default: 127.0.0.1 and ::1].
    #[arg(long)]
    pub(crate) host: Option<IpAddr>,
    /// Listen on this port; 0 takes any that is free [default: 8000].
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Answer from the embedded provider: no account, no network.
    #[arg(long)]
    pub(crate) demo: bool,
    /// error, warn, info, debug or trace [default: info].
    #[arg(long)]
    pub(crate) log_level: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Print every setting, and where its value comes from.
    Show,
    /// Print where the settings file is.
    Path,
    /// Change a setting; a secret is read from standard input or asked for.
    Set {
        /// Its name, such as server.port.
        key: String,
        /// Its new value; lists and maps as JSON. Never give a secret here.
        value: Option<String>,
    },
    /// Take a setting out of the file, so that its default holds again.
    Unset {
        /// Its name, such as server.port.
        key: String,
    },
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Token {
    /// Print the token.
    Show,
    /// Make a new token; a running proxy asks for it at once.
    New,
    /// Ask for no token any more.
    Off,
}
