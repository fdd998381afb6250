//! Text as one literal of a language, whatever is in it.

/// A POSIX shell word: single quotes keep everything but themselves.
pub(crate) fn sh(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A fish word: in single quotes only `\` and `'` are special (fish documentation, "Quotes").
pub(crate) fn fish(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

/// A PowerShell word: a single quote is doubled (about_Quoting_Rules).
pub(crate) fn powershell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A string literal that Python and JavaScript read alike.
pub(crate) fn code(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // The bullet stands for a token that is not to be seen, and is to be seen itself.
            ' '..='~' | '•' => out.push(c),
            // Both languages know this form; for characters beyond it they know no common one.
            c if (c as u32) <= 0xffff => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_stay_inside() {
        let nasty = r#"a'b"c\d$e`f"#;
        assert_eq!(sh(nasty), r#"'a'\''b"c\d$e`f'"#);
        assert_eq!(fish(nasty), r#"'a\'b"c\\d$e`f'"#);
        assert_eq!(powershell(nasty), r#"'a''b"c\d$e`f'"#);
        assert_eq!(code(nasty), r#""a'b\"c\\d$e`f""#);
        assert_eq!(code("é\n"), r#""\u00e9\u000a""#);
        assert_eq!(code("••"), "\"••\"");
    }
}
