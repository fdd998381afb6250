//! Which conversation a request belongs to. Providers keep the requests of one together, which their prompt caches gain
//! from; they get an id of our own, never the client's.

use http::HeaderMap;
use uuid::Uuid;

/// Headers by which clients name their conversation (measured with codex 0.169.0 and claude 2.1.331).
const HEADERS: [&str; 3] = ["session-id", "session_id", "x-claude-code-session-id"];

/// The id of a session that the path or the client names; a new one where nobody does.
pub(crate) fn id(path: Option<&str>, headers: &HeaderMap) -> String {
    let named = || {
        let value = HEADERS.into_iter().find_map(|name| headers.get(name))?;
        value.to_str().ok()
    };
    match path.or_else(named) {
        // The same conversation gets the same id, also by another process.
        Some(name) => Uuid::new_v5(
            &Uuid::NAMESPACE_URL,
            format!("ccproxy:session:{name}").as_bytes(),
        ),
        None => Uuid::new_v4(),
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_conversation_keeps_its_id_and_the_clients_own_stays_here() {
        let mut headers = HeaderMap::new();
        assert_ne!(id(None, &headers), id(None, &headers));
        headers.insert("session-id", HeaderValue::from_static("canary"));
        let first = id(None, &headers);
        assert_eq!(first, id(None, &headers));
        assert!(!first.contains("canary"));
        assert_eq!(
            id(Some("mine"), &headers),
            id(Some("mine"), &HeaderMap::new())
        );
        assert_ne!(id(Some("mine"), &headers), first);
    }
}
