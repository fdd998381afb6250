//! Telling the client what was left out of its request.

use formats::conversation::Losses;
use http::HeaderValue;
use http::header::HeaderMap;
use providers::IGNORED;

/// Names in an answer's headers, and in the log, what was not taken along. What the provider's side has named already
/// stays named.
pub(crate) fn tell(losses: &Losses, headers: &mut HeaderMap) {
    if losses.is_empty() {
        return;
    }
    let mut line = losses.line();
    if let Some(more) = headers.get(IGNORED).and_then(|v| v.to_str().ok()) {
        line = format!("{line}, {more}");
    }
    tracing::info!(
        ignored = line,
        "passed on, but for what its provider has no place for"
    );
    if let Ok(value) = HeaderValue::try_from(line) {
        headers.insert(IGNORED, value);
    }
}
