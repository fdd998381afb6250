//! Strict fake authorization servers: Claude's ([`Server::Claude`]), the Codex login's ([`Server::Openai`]) and Sign in
//! with ChatGPT's ([`Server::Chatgpt`]), on one loopback port or on several, and a scripted [`Browser`] for their pages.
//!
//! They refuse what the real ones refuse, and remember as [`Violation`]s what a careful client never does: a refresh
//! token presented again after it got an answer, a code used twice, a verifier that does not fit, another program's
//! name. What is known of the wire stands beside each rule with its source; a rule that is only inferred says so.
//!
//! Beside the vendors' endpoints there are those of the tests: `GET /__log`, `/__violations`, `/__counters`, `/__clock`,
//! `/__config`; `POST /__fault`, `/__clock`, `/__config`, `/__issue`, `/__revoke`, `/__live`, `/__reset`. An authorize
//! address with `auto` (or `auto=deny`) is answered at once, without a page.
//!
//! ```no_run
//! # async fn login(_: &str) -> (String, tokio::task::JoinHandle<()>) { unimplemented!() }
//! # async fn refresh() {}
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use fakes::logins::{Act, Browser, Config, Endpoint, Fault, FaultKind, Served, Server};
//!
//! let mut config = Config::default();
//! config.openai.redirect_ports = vec![0]; // any port, since 1455 may be taken
//! config.openai.access_life = 30; // seconds: the program under test must refresh soon
//! let served = Served::start(config).await?;
//!
//! // The program under test, pointed at `served.origin`, says which address it would open.
//! let (authorize, done) = login(&served.origin).await;
//! let page = Browser::noisy().login(&authorize, Act::WrongStateFirst).await?;
//! assert_eq!(page.status, 200);
//! done.await?;
//!
//! // The answer to its next refresh is lost; it may ask once more, and no further.
//! served.logins.fault(Fault::new(Endpoint::Token, FaultKind::LostAnswer).at(Server::Openai));
//! refresh().await;
//! assert_eq!(served.logins.violations(), []);
//! assert_eq!(served.logins.counters()["openai.token"], 3);
//! # Ok(())
//! # }
//! ```

mod answer;
mod asked;
mod browser;
mod chatgpt;
mod claims;
mod claude;
mod clock;
mod config;
mod consent;
mod control;
mod endpoint;
mod exchange;
mod fault;
mod fields;
mod grants;
mod handle;
mod html;
mod ids;
mod jwt;
mod log;
mod openai;
mod people;
mod pkce;
mod presented;
mod refusal;
mod scenario;
mod secret;
mod serve;
mod state;
mod violation;
mod wire;

pub use browser::{Act, Browser, BrowserError, Page};
pub use config::{Chatgpt, Claude, Config, Openai};
pub use endpoint::{Endpoint, Server};
pub use exchange::Broken;
pub use fault::{Fault, Kind as FaultKind};
pub use grants::Bearer;
pub use handle::{Issued, Logins};
pub use log::Entry;
pub use people::Person;
pub use scenario::{CallbackClient, ErrorShape, IdToken, Pending};
pub use secret::masked;
pub use serve::Served;
pub use violation::{Kind as ViolationKind, Violation};
