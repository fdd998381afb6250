//! Reading by shape, for the events that come most: what has the usual shape need not be parsed. Everything here answers
//! `None` to anything else, and to what is no JSON.

/// A byte in each of the eight of a word.
const EACH: u64 = u64::MAX / 0xFF;

/// Where in a document one is.
pub(crate) struct Cursor<'d> {
    pub(crate) data: &'d str,
    pub(crate) at: usize,
}

impl<'d> Cursor<'d> {
    fn byte(&self) -> Option<u8> {
        self.data.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Passes over `byte`.
    pub(crate) fn eat(&mut self, byte: u8) -> Option<()> {
        (self.byte() == Some(byte)).then(|| self.at += 1)
    }

    /// Passes over `null`.
    pub(crate) fn null(&mut self) -> Option<()> {
        let is_null = self.data.as_bytes().get(self.at..)?.starts_with(b"null");
        is_null.then(|| self.at += 4)
    }

    /// A whole number of at most ten digits, as a time in seconds has; no index has more.
    pub(crate) fn number(&mut self) -> Option<u64> {
        let rest = self.data.as_bytes().get(self.at..)?;
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        // None begins with a zero but zero itself.
        if !(1..=10).contains(&digits) || (digits > 1 && rest[0] == b'0') {
            return None;
        }
        self.at += digits;
        let digits = rest[..digits].iter();
        Some(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    /// The inside of a string, still escaped.
    pub(crate) fn string(&mut self) -> Option<&'d str> {
        self.eat(b'"')?;
        let end = string_end(self.data.as_bytes(), self.at)?;
        let inside = self.data.get(self.at..end)?;
        self.at = end + 1;
        Some(inside)
    }

    /// The members of an object, the first of which begins here, up to its end; `value` reads that of each.
    pub(crate) fn members(
        &mut self,
        mut value: impl FnMut(&mut Self, &'d str) -> Option<()>,
    ) -> Option<()> {
        loop {
            self.space();
            let name = self.string()?;
            self.eat(b':')?;
            self.space();
            value(self, name)?;
            if self.eat(b',').is_none() {
                return self.eat(b'}');
            }
        }
    }
}

/// Where the string ends whose inside begins at `at`: the place of its closing quote.
#[inline]
pub(crate) fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let (plain, ends) = plain(bytes.get(at..)?);
        at += plain;
        if ends {
            return Some(at);
        }
        if *bytes.get(at)? != b'\\' {
            return None;
        }
        match bytes.get(at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
            b'u' => {
                let digits = bytes.get(at + 2..at + 6)?;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                at += 6;
            }
            _ => return None,
        }
    }
}

/// How many bytes there are before the first that means something in a string: a quote, a backslash, or a control
/// character, which none may hold; and whether that is a quote. Eight at a time, without a call: most strings of an event
/// are short.
#[inline]
fn plain(bytes: &[u8]) -> (usize, bool) {
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*word);
        // Less than 0x20, or nothing where the bits of the other are taken away: the subtraction borrows, and the high bit
        // is set that was not. What stands above the first such byte may be wrong.
        let control = word.wrapping_sub(EACH * 0x20);
        let quote = (word ^ (EACH * u64::from(b'"'))).wrapping_sub(EACH);
        let backslash = (word ^ (EACH * u64::from(b'\\'))).wrapping_sub(EACH);
        let found = (control | quote | backslash) & !word & (EACH * 0x80);
        if found != 0 {
            let first = found & found.wrapping_neg();
            return (at + first.trailing_zeros() as usize / 8, quote & first != 0);
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let meant = |byte: &u8| matches!(byte, 0..0x20 | b'"' | b'\\');
    let short = rest.iter().position(meant).unwrap_or(rest.len());
    (at + short, rest.get(short) == Some(&b'"'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_string_ends_at_its_own_quote() {
        for (text, end) in [
            (r#"""#, Some(0)),
            (r#"a\"b" "c""#, Some(4)),
            (r#"\\""#, Some(2)),
            (r#"\u00e9\n""#, Some(8)),
            (r#"no end"#, None),
            (r#"no end\"#, None),
            (r#"\x""#, None),
            (r#"\u12g4""#, None),
            (r#"\u12"#, None),
            ("a\nb\"", None),
        ] {
            assert_eq!(string_end(text.as_bytes(), 0), end, "{text}");
        }
    }

    proptest! {
        /// Where eight bytes are looked at together, the first that means something is found as one by one.
        #[test]
        fn what_is_plain_ends_where_it_does_byte_by_byte(text in "[\\x00-\\x7f\u{80}-\u{ff}é☃😀]{0,40}|[a-z☃]{0,40}[\"\\\\\\n]?.{0,9}") {
            let bytes = text.as_bytes();
            let one_by_one = bytes.iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'));
            let ends = one_by_one.is_some_and(|at| bytes[at] == b'"');
            prop_assert_eq!(plain(bytes), (one_by_one.unwrap_or(bytes.len()), ends));
        }

        /// What the parser takes for a string is one here, and nothing else is.
        #[test]
        fn a_string_is_one_where_the_parser_says_so(inside in "([a-z\"/é]|\\\\[\"/bfnrtux\\\\]|\\\\u[0-9a-g]{3,4}|\\x01){0,9}") {
            let quoted = format!("\"{inside}\"");
            let end = string_end(quoted.as_bytes(), 1);
            let valid = serde_json::from_str::<&serde_json::value::RawValue>(&quoted).is_ok();
            prop_assert_eq!(end == Some(quoted.len() - 1), valid, "{}", quoted);
        }
    }
}
