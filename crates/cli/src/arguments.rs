use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Log in and out, and see how your accounts stand.
    #[command(subcommand)]
    Auth(Auth),
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
        /// The model that it asks for.
        #[arg(long, value_parser = model)]
        model: Option<String>,
    },
    /// Look for what is wrong with this machine's set-up, and say how to mend it.
    Doctor,
    /// Print what a shell needs to complete these commands.
    #[command(hide = true)]
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual, one page for each command.
    #[command(hide = true)]
    Man {
        /// The folder to write them into.
        folder: PathBuf,
    },
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
    /// Switch the Codex provider, which uses the ChatGPT login of the Codex CLI.
    Codex(CodexSwitch),
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

#[derive(Debug, Clone, Copy, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct CodexSwitch {
    /// Switch it on.
    #[arg(long)]
    pub(crate) enable: bool,
    /// Switch it off.
    #[arg(long)]
    pub(crate) disable: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    /// Log in to Claude in the browser (OAuth, API mode), or keep an API key.
    Login(Login),
    /// Log in to OpenAI in the browser, for the Codex provider; the login is shared with the Codex CLI.
    LoginOpenai(LoginOpenai),
    /// Sign in with ChatGPT, to use your ChatGPT plan with the OpenAI API.
    LoginChatgpt(LoginChatgpt),
    /// Say whether the Claude login is valid; ends with 3 if it is missing or expired.
    Validate,
    /// Show the Claude login in detail; one that has expired is renewed first.
    Info,
    /// Show the OpenAI login in detail; one that has expired is renewed first.
    OpenaiInfo,
    /// Show all accounts, one row each.
    Status,
    /// Remove logins and keys of ccproxy, and end them at the provider where that can be done.
    Logout {
        /// Which.
        #[arg(required_unless_present = "all")]
        accounts: Vec<LogoutName>,
        /// All of them.
        #[arg(long, conflicts_with = "accounts")]
        all: bool,
    },
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Login {
    /// Print the address, and take the code that the page shows.
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Say yes to what Anthropic's terms say about this login, without being asked.
    #[arg(long)]
    pub(crate) accept_terms: bool,
    /// Keep an API key instead: asked for, or read from standard input.
    #[arg(long, conflicts_with_all = ["no_browser", "accept_terms", "claude_code"])]
    pub(crate) api_key: bool,
    /// Sign in to Claude Code instead, with your own `claude` command.
    #[arg(long, conflicts_with_all = ["no_browser", "accept_terms"])]
    pub(crate) claude_code: bool,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LoginOpenai {
    /// Print the address, and take the address that the browser ends on.
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Log in with a short code that you type on another machine.
    #[arg(long, conflicts_with = "no_browser")]
    pub(crate) device: bool,
    /// Keep a key of the OpenAI API instead: asked for, or read from standard input.
    #[arg(long, conflicts_with_all = ["no_browser", "device"])]
    pub(crate) api_key: bool,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LoginChatgpt {
    /// Print the address, and take the address that the browser ends on.
    #[arg(long)]
    pub(crate) no_browser: bool,
}

/// What can be logged out of, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogoutName {
    /// The Claude login and the Anthropic API key.
    Claude,
    /// The OpenAI login, which the Codex CLI shares, and the OpenAI API key.
    Openai,
    /// Sign in with ChatGPT.
    Chatgpt,
}

impl LogoutName {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Claude, Self::Openai, Self::Chatgpt];
}

/// A model's name is put into code: letters, digits and `-._:/@` only.
fn model(name: &str) -> Result<String, String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:/@".contains(&b);
    if !name.is_empty() && name.bytes().all(plain) {
        return Ok(name.to_owned());
    }
    Err("a model's name has letters, digits and -._:/@ only".to_owned())
}
