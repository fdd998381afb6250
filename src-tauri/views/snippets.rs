//! Code to paste, as the window shows it: with the real address, and with the token masked.

use clients::{Model, Shown, Snippet};
use serde::Serialize;

/// `snippets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SnippetView {
    /// What the copy command takes.
    pub(crate) id: &'static str,
    /// What it is for.
    pub(crate) title: &'static str,
    /// How it is coloured.
    #[cfg_attr(
        test,
        ts(type = "\"python\" | \"javascript\" | \"shell\" | \"toml\" | \"json\"")
    )]
    pub(crate) language: &'static str,
    /// The code.
    pub(crate) text: String,
    /// Whether a token stands in it.
    pub(crate) has_token: bool,
}

/// All snippets for a proxy at `base_url`, asking for `model`.
pub(crate) fn all(base_url: &str, has_token: bool, model: Model) -> Vec<SnippetView> {
    let shown = if has_token {
        Shown::Masked
    } else {
        Shown::Unset
    };
    let view = |snippet: Snippet| SnippetView {
        id: snippet.id(),
        title: snippet.title(),
        language: snippet.language().name(),
        text: snippet.render(base_url, shown, model.name()),
        has_token,
    };
    Snippet::ALL.map(view).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands for the token on the screen.
    const MASK: &str = "••••••••";

    #[test]
    fn each_snippet_has_the_real_address_and_a_mask_for_the_token() {
        for snippet in all("http://127.0.0.1:8123", true, Model::Claude) {
            assert!(
                snippet.text.contains("http://127.0.0.1:8123"),
                "{snippet:?}"
            );
            assert!(snippet.text.contains(MASK), "{snippet:?}");
        }
        for snippet in all("http://127.0.0.1:8123", false, Model::Gpt) {
            assert!(!snippet.text.contains(MASK), "{snippet:?}");
            assert!(!snippet.text.contains(Model::Claude.name()), "{snippet:?}");
        }
    }
}
