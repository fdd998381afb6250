//! The real `codex` command, unmodified, through the gateway, as `ccproxy snippet codex-cli` sets it up.

mod claude;
mod errors;
mod gpt;
mod guide;
mod websocket;

use std::path::PathBuf;

use anyhow::Result;
use e2e::{Fake, clients};
use serde_json::Value;

/// A model that Anthropic's fake serves, and that Codex does not know.
const CLAUDE: &str = e2e::messages::MODEL;

/// A model that Codex knows: it gives it other tools, in namespaces (measured with codex 0.169.0).
const GPT: &str = "gpt-6.1-sol";

/// What the fakes say by default.
const HELLO: &str = "hello from fake upstream";

fn program() -> Result<Option<PathBuf>> {
    clients::named_by("CCPROXY_CODEX")
}

/// The requests for answers that reached `fake`.
async fn asked(fake: &Fake) -> Result<Vec<Value>> {
    let mut log = fake.log().await?;
    log.retain(|entry| entry["method"] == "POST");
    Ok(log)
}
