//! Encrypted reasoning: opaque texts that the fake knows again, for whom it made them and unchanged.

use crate::service::ids::Ids;

/// How the real ones begin (reports of users: openai/codex issue 8132).
const MARK: &str = "gAAAAAB";
const BODY: usize = 72;
const SEAL: usize = 40;

/// New encrypted reasoning for an account or key.
pub(crate) fn make(holder: &str, ids: &mut Ids) -> String {
    let body = ids.base62(BODY);
    let seal = seal(holder, &body);
    format!("{MARK}{body}{seal}==")
}

/// Whether this fake made `text` for `holder`.
pub(crate) fn is_ours(holder: &str, text: &str) -> bool {
    let inner = text
        .strip_prefix(MARK)
        .and_then(|rest| rest.strip_suffix("=="));
    match inner.and_then(|inner| inner.split_at_checked(BODY)) {
        Some((body, found)) => found == seal(holder, body),
        None => false,
    }
}

fn seal(holder: &str, body: &str) -> String {
    Ids::from_bytes(format!("{holder}\n{body}").as_bytes()).base62(SEAL)
}

#[cfg(test)]
mod tests {
    use super::{is_ours, make};
    use crate::service::ids::Ids;

    #[test]
    fn it_is_bound_to_its_holder_and_to_every_letter() {
        let text = make("ada", &mut Ids::from_bytes(b"x"));
        assert!(is_ours("ada", &text));
        assert!(!is_ours("grace", &text));
        let changed = text.replace(&text[20..21], "!");
        assert!(!is_ours("ada", &changed));
        assert!(!is_ours("ada", "gAAAAAB"));
    }
}
