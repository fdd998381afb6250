//! Strict standard base64 (RFC 4648, section 4), as images and documents are sent.

/// The bytes of `text`; `None` where it is empty, has other characters, or is not padded.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if text.is_empty() || !text.len().is_multiple_of(4) {
        return None;
    }
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    if padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text[..text.len() - padding].chunks(4) {
        let bits = group
            .iter()
            .try_fold(0_u32, |bits, byte| Some(bits << 6 | digit(*byte)?))?;
        let bits = (bits << (6 * (4 - group.len()))).to_be_bytes();
        bytes.extend_from_slice(&bits[1..group.len()]);
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_the_vectors_of_rfc_4648() {
        let vectors: [(&str, &[u8]); 5] = [
            ("Zg==", b"f"),
            ("Zm8=", b"fo"),
            ("Zm9v", b"foo"),
            ("Zm9vYg==", b"foob"),
            ("+/+/", b"\xfb\xff\xbf"),
        ];
        for (text, bytes) in vectors {
            assert_eq!(decode(text).as_deref(), Some(bytes), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_padded_base64() {
        for text in ["", "Zg", "Zg=", "Z===", "====", "Zm9-", "Zm 9", "Zm=v"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
