use bytes::Bytes;
use memchr::memchr2;
use memchr::memmem::Finder;
use providers::RequestBody;

use super::Model;

/// The key as it is nearly always written.
const KEY: &[u8] = b"\"model\"";
/// How an escape of one of the key's letters begins: `m`, `o`, `d`, `e` and `l` are U+0064 to U+006F.
const ESCAPE: &[u8] = b"\\u006";
/// Pieces may be cut anywhere, but what is looked for may span two of them only.
const SMALLEST: usize = 16;
/// A model's name is shorter than this.
const VALUE: usize = 1024;

/// Finds the model, if the body has the key once, unescaped, and at the top.
///
/// In valid JSON the bytes `"model"` without a backslash before them are always one whole string: inside another string
/// its quotes would be escaped. So one place, with a colon behind it, is the only such key that there is. Its depth
/// follows from the brackets before it or behind it, whichever are fewer bytes.
///
/// `None` means only that it is not as simple as that.
pub(super) fn model(body: &RequestBody) -> Option<Model> {
    let pieces: Vec<&Bytes> = body.pieces().filter(|p| !p.is_empty()).collect();
    let (_, inner) = pieces.split_last()?;
    if inner.iter().any(|p| p.len() < SMALLEST) {
        return None;
    }
    if find(&pieces, ESCAPE).next().is_some() {
        return None;
    }
    // A quote behind a backslash is part of a string.
    let escaped = |at: usize| at > 0 && byte(&pieces, at - 1) == Some(b'\\');
    let mut found = find(&pieces, KEY).filter(|at| !escaped(*at));
    let (key, None) = (found.next()?, found.next()) else {
        return None;
    };
    let len = body.len();
    let behind = window(&pieces, key + KEY.len(), VALUE);
    let (name, from, to) = value(&behind)?;
    let (start, end) = (key + KEY.len() + from, key + KEY.len() + to);
    let at_top = if key <= len - end {
        let mut nesting = Nesting::default();
        each(&pieces, 0, key, |bytes| nesting.feed(bytes));
        nesting.depth == 1 && nesting.lowest >= 0 && nesting.string == InString::No
    } else {
        let mut nesting = Nesting::default();
        each(&pieces, end, len, |bytes| nesting.feed(bytes));
        nesting.depth == -1 && nesting.string == InString::No
    };
    at_top.then_some(Model { name, start, end })
}

/// The places of `needle`, within pieces and across their edges, in order.
fn find<'a>(pieces: &'a [&'a Bytes], needle: &'static [u8]) -> impl Iterator<Item = usize> + 'a {
    let finder = Finder::new(needle);
    let overlap = needle.len() - 1;
    let mut at = 0;
    pieces.iter().enumerate().flat_map(move |(i, piece)| {
        let offset = at;
        at += piece.len();
        let mut found = Vec::new();
        if let Some(before) = i.checked_sub(1).and_then(|b| pieces.get(b)) {
            let tail = &before[before.len() - overlap.min(before.len())..];
            let edge = [tail, &piece[..overlap.min(piece.len())]].concat();
            found.extend(finder.find_iter(&edge).map(|f| offset - tail.len() + f));
        }
        found.extend(finder.find_iter(piece).map(|f| offset + f));
        found
    })
}

fn byte(pieces: &[&Bytes], mut at: usize) -> Option<u8> {
    for piece in pieces {
        if at < piece.len() {
            return Some(piece[at]);
        }
        at -= piece.len();
    }
    None
}

/// Hands over the bytes from `from` to `to`, piece by piece.
fn each(pieces: &[&Bytes], from: usize, to: usize, mut feed: impl FnMut(&[u8])) {
    let mut at = 0;
    for piece in pieces {
        let (start, end) = (from.max(at), to.min(at + piece.len()));
        if start < end {
            feed(&piece[start - at..end - at]);
        }
        at += piece.len();
    }
}

fn window(pieces: &[&Bytes], from: usize, len: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    each(pieces, from, from + len, |part| {
        bytes.extend_from_slice(part);
    });
    bytes
}

/// Reads `: "value"`; answers the value and where its quotes stand.
fn value(behind: &[u8]) -> Option<(String, usize, usize)> {
    let skip = |at: usize| {
        let blank = behind[at..].iter().take_while(|b| b.is_ascii_whitespace());
        at + blank.count()
    };
    let colon = skip(0);
    if behind.get(colon) != Some(&b':') {
        return None;
    }
    let start = skip(colon + 1);
    if behind.get(start) != Some(&b'"') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_slice(&behind[start..]).into_iter::<String>();
    let name = values.next()?.ok()?;
    Some((name, start, start + values.byte_offset()))
}

/// Counts brackets outside of strings.
#[derive(Debug, Default)]
struct Nesting {
    depth: isize,
    lowest: isize,
    string: InString,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum InString {
    #[default]
    No,
    Yes,
    /// Right after a backslash.
    Escape,
}

impl Nesting {
    fn feed(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            match self.string {
                InString::Escape => {
                    self.string = InString::Yes;
                    at += 1;
                }
                InString::Yes => {
                    let Some(found) = memchr2(b'"', b'\\', &bytes[at..]) else {
                        return;
                    };
                    at += found;
                    self.string = if bytes[at] == b'"' {
                        InString::No
                    } else {
                        InString::Escape
                    };
                    at += 1;
                }
                InString::No => {
                    match bytes[at] {
                        b'"' => self.string = InString::Yes,
                        b'{' | b'[' => self.depth += 1,
                        b'}' | b']' => self.depth -= 1,
                        _ => {}
                    }
                    self.lowest = self.lowest.min(self.depth);
                    at += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pieces: &[&str]) -> Option<(String, usize, usize)> {
        let pieces: Vec<Bytes> = pieces
            .iter()
            .map(|p| Bytes::copy_from_slice(p.as_bytes()))
            .collect();
        model(&RequestBody::new(pieces)).map(|m| (m.name, m.start, m.end))
    }

    #[test]
    fn only_the_simple_case_is_answered_here() {
        let simple =
            r#"{"max_tokens":1,"messages":[{"role":"user"}],"model" : "claude-x","stream":true}"#;
        let place = simple.find("\"claude-x\"").unwrap();
        let expected = Some(("claude-x".to_owned(), place, place + 10));
        assert_eq!(found(&[simple]), expected);
        for cut in SMALLEST..simple.len() - 1 {
            assert_eq!(found(&[&simple[..cut], &simple[cut..]]), expected, "{cut}");
        }
        assert!(found(&[r#"{"model":"a","messages":["say \"model\" twice"]}"#]).is_some());
        for text in [
            r#"{"model":"a","model":"b"}"#,
            r#"{"tools":[{"model":"a"}],"stream":true}"#,
            r#"{"stream":true,"tools":[{"model":"a"}]}"#,
            r#"{"mod\u0065l":"b","x":[{"model":"a"}]}"#,
            r#"{"model":"a","mod\u0065l":"b"}"#,
            r#"{"model":1}"#,
            r#"{"x":"model"}"#,
            r#"{"x":"model","model":"a"}"#,
            "[]",
            "",
        ] {
            assert_eq!(found(&[text]), None, "{text}");
        }
    }
}
