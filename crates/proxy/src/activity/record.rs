use std::time::{Duration, SystemTime};

use formats::Format;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;

const METHOD: usize = 16;
const PATH: usize = 200;
const CLIENT: usize = 64;
pub(super) const NAME: usize = 120;
pub(super) const MESSAGE: usize = 400;
/// Fields of one request that are named as left out.
pub(super) const IGNORED: usize = 16;

/// One request, as far as it has come. No text is longer than a few lines, and none is from a body but a model's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Tells it from all others in this process; later requests have larger ones.
    pub id: u64,
    /// When its head had come.
    pub started_at: SystemTime,
    /// Its method.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
    /// The format that the client speaks; `None` where the path has none, as for a list of models.
    pub format: Option<Format>,
    /// The model that answers, or that would have.
    pub model: Option<String>,
    /// The model that the client named, where that is another.
    pub asked: Option<String>,
    /// Who answers.
    pub provider: Option<&'static str>,
    /// The first word of the client's user agent.
    pub client: Option<String>,
    /// The answer is a stream of events.
    pub streaming: bool,
    /// The answer's status; `None` while there is none.
    pub status: Option<u16>,
    /// From the start to the first byte of the answer's body.
    pub first_byte: Option<Duration>,
    /// From the start to the end; `None` while it is open.
    pub duration: Option<Duration>,
    /// Tokens that the model read, from the prompt cache too.
    pub input_tokens: Option<u64>,
    /// Tokens that the model wrote.
    pub output_tokens: Option<u64>,
    /// Of those that it read, how many came from the prompt cache.
    pub cached_tokens: Option<u64>,
    /// Why it came to nothing: our own reason in words, or the kind of the provider's error.
    pub error: Option<String>,
    /// The name by which the provider, or our own log, knows the request.
    pub request_id: Option<String>,
    /// What of the request its provider has no place for.
    pub ignored: Vec<String>,
}

/// A record of a request that has just come.
pub(super) fn begun(request: &Parts) -> Record {
    let path = request.uri.path();
    Record {
        id: 0,
        started_at: SystemTime::now(),
        method: cut(request.method.as_str(), METHOD),
        path: cut(path, PATH),
        format: format(path),
        model: None,
        asked: None,
        provider: None,
        client: client(&request.headers),
        streaming: false,
        status: None,
        first_byte: None,
        duration: None,
        input_tokens: None,
        output_tokens: None,
        cached_tokens: None,
        error: None,
        request_id: None,
        ignored: Vec::new(),
    }
}

fn format(path: &str) -> Option<Format> {
    let path = path.trim_end_matches('/');
    let known = [
        "/messages",
        "/messages/count_tokens",
        "/chat/completions",
        "/responses",
    ];
    let is_known = known.iter().any(|end| path.ends_with(end));
    is_known.then(|| Format::of_path(path))
}

fn client(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(USER_AGENT)?.to_str().ok()?;
    agent
        .split_whitespace()
        .next()
        .map(|word| cut(word, CLIENT))
}

/// The beginning of a text, of at most `most` bytes.
pub(super) fn cut(text: &str, most: usize) -> String {
    text[..text.floor_char_boundary(most)].to_owned()
}
