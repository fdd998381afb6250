//! Names as they stand in an address.

/// `text` without its percent escapes (RFC 3986, section 2.1); `None` if one of them is none, or what they come to is no
/// text. The SDKs escape what stands between the parts of a name, such as `/` and `:`.
pub(crate) fn plain(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        plain.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(plain).ok()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn escapes_are_taken_out_once() {
        for (text, made) in [
            ("gpt-6.1-sol", Some("gpt-6.1-sol")),
            ("openai%2Fft%3Agpt-4o", Some("openai/ft:gpt-4o")),
            ("a%2fb%252Fc", Some("a/b%2Fc")),
            ("%C3%A9", Some("é")),
            ("%", None),
            ("%2", None),
            ("%+1", None),
            ("%FF", None),
        ] {
            assert_eq!(plain(text).as_deref(), made, "{text}");
        }
    }
}
