//! Commands that talk to a model themselves.

use super::Model;
use crate::endpoint::Endpoint;
use crate::{Shell, environment, quote};

/// The `claude` command has a model of its own; another one is asked for by name.
pub(super) fn claude(endpoint: &Endpoint<'_>, model: &str) -> String {
    let other = if model == Model::Claude.name() {
        String::new()
    } else {
        format!(" --model {model}")
    };
    format!(
        "{}claude{other}\n",
        environment::anthropic(endpoint, Shell::Sh)
    )
}

/// A provider of its own, given on the command line, so that no file of the person's changes (measured with codex
/// 0.169.0). Its own `OPENAI_BASE_URL` would make it try a WebSocket first.
pub(super) fn codex(endpoint: &Endpoint<'_>, model: &str) -> String {
    let key = Shell::Sh.set("CCPROXY_API_KEY", endpoint.key());
    let url = quote::sh(&format!(
        "model_providers.ccproxy.base_url={}",
        quote::code(&endpoint.openai_base_url())
    ));
    format!(
        r#"{key}codex -m {model} -c model_provider=ccproxy \
  -c model_providers.ccproxy.name=ccproxy \
  -c {url} \
  -c model_providers.ccproxy.env_key=CCPROXY_API_KEY \
  -c model_providers.ccproxy.wire_api=responses
"#
    )
}
