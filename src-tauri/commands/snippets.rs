//! Code to paste, and what is copied without the window seeing it.

use serde::Deserialize;
use tauri::{AppHandle, State};

use super::{Told, told};
use crate::{
    copying,
    state::{Control, configuration::Configuration},
    views::{
        cards::AccountId,
        snippets::{self, SnippetView},
    },
};

/// What can be copied.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum CopyTarget {
    /// The base URL of Anthropic clients.
    AnthropicBaseUrl,
    /// The base URL of OpenAI clients.
    #[serde(rename = "openai-base-url")]
    OpenAiBaseUrl,
    /// The auth token that clients must send.
    AuthToken,
    /// A snippet, with the real token.
    Snippet {
        /// Its name.
        id: String,
    },
    /// A request of the activity as a command.
    Curl {
        /// Its number.
        #[cfg_attr(test, ts(type = "number"))]
        id: u64,
    },
    /// A value of a credential table.
    AccountRow {
        /// Whose.
        id: AccountId,
        /// The section's place in the table.
        section: usize,
        /// The row's place in the section.
        row: usize,
    },
}

/// All snippets, with the token masked.
pub(crate) fn snippets(
    control: State<'_, Control>,
    configuration: State<'_, Configuration>,
) -> Vec<SnippetView> {
    let endpoint = copying::endpoint(&control.state(), &configuration.loaded());
    snippets::all(&endpoint.base_url, endpoint.token.is_some(), endpoint.model)
}

/// Puts something on the clipboard. The webview only names it and never sees it.
pub(crate) async fn copy(app: AppHandle, what: CopyTarget) -> Told<()> {
    copying::copy(&app, what).await.map_err(told)
}
