//! One typed settings tree, read from five places. Each place overrides the ones before it:
//!
//! 1. the defaults, in the table of [`keys`];
//! 2. `config.toml`;
//! 3. the person's own `.env` beside `config.toml`, then the `.env` of the working folder, which may
//!    set only the few keys that cannot redirect a token or start a program;
//! 4. the environment (`SERVER__PORT`);
//! 5. flags of the command line.
//!
//! [`load()`] reads them all and either gives every setting with the place that it came from, or every
//! mistake with its file and line. [`edit`] changes `config.toml` and keeps its comments. [`Watch`]
//! reloads when a file changes.
//!
//! Reading and writing block: on an async runtime, call them inside `spawn_blocking`.

mod auth_token;
pub mod edit;
mod error;
mod key;
mod layer;
mod load;
mod origin;
pub mod paths;
mod show;
mod source;
mod tree;
mod value;
mod watch;

pub use auth_token::{AUTH_TOKEN, NoRandomness, new_auth_token};
pub use error::{Error, Problem, Problems};
pub use key::{Key, Kind, find, keys};
pub use load::{Loaded, load};
pub use origin::Origin;
pub use show::Row;
pub use source::{Environment, Flag, Sources};
pub use tree::{
    CacheMode, Claude, ClaudeMode, ClaudeOauth, Codex, CodexOauth, CredentialStore, Credentials,
    ListenHost, Log, LogFormat, LogLevel, Models, Openai, OpenaiUse, Security, Server, Settings,
    TlsFiles, Translation,
};
pub use watch::Watch;
