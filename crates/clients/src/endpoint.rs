/// What stands for a key where no auth token is set: the SDKs refuse to start without one.
const NO_TOKEN: &str = "not-needed";

/// Where the gateway is, and how to be let in.
#[derive(Clone)]
pub struct Endpoint {
    /// The base URL for Anthropic clients, without a slash at its end.
    pub base_url: String,
    /// The auth token, or a mask of it; `None` where none is set.
    pub token: Option<String>,
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

impl Endpoint {
    /// The base URL for OpenAI clients.
    #[must_use]
    pub fn openai_base_url(&self) -> String {
        openai_base_url(&self.base_url)
    }

    pub(crate) fn key(&self) -> &str {
        self.token.as_deref().unwrap_or(NO_TOKEN)
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("base_url", &self.base_url)
            .field("token", &self.token.as_ref().map(|_| "…"))
            .finish()
    }
}
