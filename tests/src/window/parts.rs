//! The names of the page's parts in `data-test`, as `ui/` gives them.

/// Starts the proxy, or stops it.
pub const POWER: &str = "start-stop";
/// Takes the next free port.
pub const NEXT_PORT: &str = "use-next-port";
/// Copies the Anthropic address.
pub const COPY_ANTHROPIC: &str = "copy-anthropic";
/// Copies the OpenAI address.
pub const COPY_OPENAI: &str = "copy-openai";
/// Whether a token is asked for.
pub const AUTH_SWITCH: &str = "auth-switch";
/// Shows the token, and hides it.
pub const TOKEN_SHOW: &str = "show-token";
/// Copies the token.
pub const TOKEN_COPY: &str = "copy-token";
/// Makes a new token.
pub const TOKEN_NEW: &str = "new-token";
/// Copies the chosen snippet.
pub const SNIPPET_COPY: &str = "copy-snippet";
/// The yes of a question.
pub const YES: &str = "ask-yes";
/// Opens the dialog with the ways to Claude.
pub const LOGIN_CLAUDE: &str = "login-claude";
/// The way of the Claude plan.
pub const WAY_CLAUDE: &str = "way-claude";
/// The way of a key of Anthropic's.
pub const WAY_KEY: &str = "way-claude-key";
/// The box below the terms.
pub const ACCEPT_TERMS: &str = "accept-terms";
/// Goes to the browser.
pub const OPEN_BROWSER: &str = "open-browser";
/// Ends a login that is under way.
pub const LOGIN_CANCEL: &str = "login-cancel";
/// The field for a code.
pub const PASTE_FIELD: &str = "paste";
/// Takes the code.
pub const PASTE_GO: &str = "paste-go";
/// Closes the dialog of a login that is done.
pub const LOGIN_DONE: &str = "login-done";
/// Renews the Claude login.
pub const RENEW_CLAUDE: &str = "renew-claude";
/// Logs out of Claude.
pub const LOGOUT_CLAUDE: &str = "logout-claude";
/// Switches the Codex provider.
pub const CODEX_SWITCH: &str = "codex-switch";
/// The field for a key.
pub const KEY_FIELD: &str = "key-field";
/// Keeps the key.
pub const SAVE_KEY: &str = "save-key";
/// Leaves the first run's steps.
pub const FIRST_SKIP: &str = "first-skip";
/// The banner of a keyring that is locked.
pub const KEYRING: &str = "keyring";
/// The requests of the table, as a CSS selector.
pub const REQUESTS: &str = "tr[data-test^=request-]";

/// Opens the credential table of a card.
#[must_use]
pub fn details(card: &str) -> String {
    format!("details-{card}")
}

/// The tab of a snippet.
#[must_use]
pub fn snippet(id: &str) -> String {
    format!("snippet-{id}")
}

/// The card of an account.
#[must_use]
pub fn card(id: &str) -> String {
    format!("card-{id}")
}

/// The control of a setting.
#[must_use]
pub fn setting(key: &str) -> String {
    format!("value-{key}")
}
