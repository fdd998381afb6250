use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

use crate::oauth::LoginError;

/// The window's colours and type.
const STYLE: &str = "\
:root{color-scheme:light dark;--window:#f4f7f8;--surface:#ffffff;--text:#15212a;--soft:#45535e;--line:#dce3e8;\
--ok:#17713a;--bad:#b3261e}\
@media (prefers-color-scheme:dark){\
:root{--window:#151c22;--surface:#1c252c;--text:#e6ecf0;--soft:#b3bec7;--line:#2b363f;--ok:#63cc8b;--bad:#ff8f86}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--window);color:var(--text);\
font:400 0.875rem/1.25rem system-ui,-apple-system,\"Segoe UI\",Cantarell,Ubuntu,sans-serif}\
main{box-sizing:border-box;width:min(28rem,calc(100vw - 2rem));padding:24px;background:var(--surface);\
border:1px solid var(--line);border-radius:12px}\
h1{margin:0 0 8px;font-size:1.25rem;line-height:1.75rem;font-weight:600}\
h1::before{margin-right:8px}.ok::before{content:\"✓\";color:var(--ok)}.bad::before{content:\"!\";color:var(--bad)}\
p{margin:0 0 8px;overflow-wrap:anywhere}p:last-child{margin:0;color:var(--soft)}";

/// What the browser shows at the end: what happened, and whether the tab can be closed. No script, nothing from
/// elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    status: StatusCode,
    good: bool,
    title: String,
    text: String,
    last: &'static str,
}

const CLOSE: &str = "You can close this tab.";

impl Page {
    /// It worked, and what came of it is kept.
    pub(crate) fn done(title: String, text: &str) -> Self {
        Self {
            status: StatusCode::OK,
            good: true,
            title,
            text: text.to_owned(),
            last: CLOSE,
        }
    }

    /// It did not.
    pub(crate) fn failed(name: &str, error: &LoginError) -> Self {
        let status = match error {
            LoginError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
            LoginError::Unreachable { .. } | LoginError::Unanswered { .. } => {
                StatusCode::BAD_GATEWAY
            }
            LoginError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::bad(
            status,
            format!("Not logged in to {name}"),
            sentence(&error.to_string()),
            CLOSE,
        )
    }

    /// A request that is not for this attempt, which still waits.
    pub(crate) fn stray() -> Self {
        Self::bad(
            StatusCode::BAD_REQUEST,
            "This page belongs to another login".to_owned(),
            "Nothing was changed. Open the address that ccproxy shows now.".to_owned(),
            CLOSE,
        )
    }

    /// The attempt has its answer, or ended.
    pub(crate) fn over() -> Self {
        Self::bad(
            StatusCode::GONE,
            "This login is over".to_owned(),
            "Go back to ccproxy to see what came of it.".to_owned(),
            CLOSE,
        )
    }

    fn bad(status: StatusCode, title: String, text: String, last: &'static str) -> Self {
        Self {
            status,
            good: false,
            title,
            text,
            last,
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let class = if self.good { "ok" } else { "bad" };
        let title = escape(&self.title);
        let text = match escape(&self.text) {
            text if text.is_empty() => text,
            text => format!("<p>{text}</p>\n"),
        };
        let body = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             </head>\n<body>\n<main>\n<h1 class=\"{class}\">{title}</h1>\n{text}<p>{last}</p>\n</main>\n\
             </body>\n</html>\n",
            last = self.last,
        );
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(CONTENT_TYPE, html);
        headers.insert(CONTENT_SECURITY_POLICY, policy());
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

/// Nothing but the one style, by its hash (CSP Level 3, 2.3.1).
fn policy() -> HeaderValue {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// An error's message as a sentence of its own.
fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let Some(first) = rest.next() else {
        return String::new();
    };
    let stop = if text.ends_with(['.', '!', '?', '`']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.to_uppercase(), rest.as_str())
}

/// Text for HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let text = "<script>alert(\"&'\")</script>";
        assert_eq!(
            escape(text),
            "&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;"
        );
    }

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(
            sentence("the browser said no. Try again"),
            "The browser said no. Try again."
        );
        assert_eq!(sentence("run `ccproxy`"), "Run `ccproxy`");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn the_page_loads_nothing_and_is_kept_nowhere() {
        let response = Page::done("Logged in".to_owned(), "x").into_response();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert!(
            header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-")
        );
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        assert!(!STYLE.contains("url(") && !STYLE.contains('<'));
    }
}
