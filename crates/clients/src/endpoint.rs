/// What stands for a key where no auth token is set: the SDKs refuse to start without one.
const NO_TOKEN: &str = "not-needed";
/// What stands for a token that is not to be seen.
const MASK: &str = "••••••••••••";

/// What a text has in the place of the auth token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// No token is set: clients may send anything.
    Unset,
    /// One is set, and a row of bullets stands for it.
    Masked,
    /// The token.
    Token(&'a str),
}

/// The base URL for OpenAI clients of a gateway at `base_url`, neither with a slash at its end. Unlike Anthropic's, OpenAI's
/// SDKs expect the version in it (measured with openai 3.57.0 for Python and 6.49.0 for JavaScript).
///
/// ```
/// assert_eq!(clients::openai_base_url("http://127.0.0.1:8000"), "http://127.0.0.1:8000/openai/v1");
/// ```
#[must_use]
pub fn openai_base_url(base_url: &str) -> String {
    format!("{base_url}/openai/v1")
}

/// Where the gateway is, and how to be let in.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint<'a> {
    /// The base URL for Anthropic clients, without a slash at its end.
    pub(crate) base_url: &'a str,
    pub(crate) token: Shown<'a>,
}

impl<'a> Endpoint<'a> {
    pub(crate) fn openai_base_url(&self) -> String {
        openai_base_url(self.base_url)
    }

    pub(crate) fn key(&self) -> &'a str {
        match self.token {
            Shown::Unset => NO_TOKEN,
            Shown::Masked => MASK,
            Shown::Token(token) => token,
        }
    }
}

impl<'a> From<Option<&'a str>> for Shown<'a> {
    fn from(token: Option<&'a str>) -> Self {
        token.map_or(Self::Unset, Self::Token)
    }
}

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unset => "Unset",
            Self::Masked => "Masked",
            Self::Token(_) => "Token(…)",
        })
    }
}
