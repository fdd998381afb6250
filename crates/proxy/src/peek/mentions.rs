use memchr::memmem::Finder;
use providers::RequestBody;

/// Whether `words` stand anywhere in `body`, also across two of its pieces. Nothing is copied but a few bytes.
pub(crate) fn mentions(body: &RequestBody, words: &[u8]) -> bool {
    let finder = Finder::new(words);
    let most = words.len().saturating_sub(1);
    // The last bytes that went by, where the words may have begun.
    let mut seam: Vec<u8> = Vec::with_capacity(2 * most);
    for piece in body.pieces() {
        if !seam.is_empty() {
            seam.extend_from_slice(&piece[..piece.len().min(most)]);
            if finder.find(&seam).is_some() {
                return true;
            }
        }
        if finder.find(piece).is_some() {
            return true;
        }
        if piece.len() >= most {
            seam.clear();
            seam.extend_from_slice(&piece[piece.len() - most..]);
        } else {
            // A short piece is in the seam already, but for the first.
            if seam.is_empty() {
                seam.extend_from_slice(piece);
            }
            let keep = seam.len().min(most);
            seam.drain(..seam.len() - keep);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn cut(text: &[u8], cuts: &[usize]) -> RequestBody {
        let (mut pieces, mut at) = (Vec::new(), 0);
        for cut in cuts.iter().copied().chain([text.len()]) {
            pieces.push(Bytes::copy_from_slice(&text[at..cut]));
            at = cut;
        }
        RequestBody::new(pieces)
    }

    #[test]
    fn words_are_found_however_a_body_is_cut() {
        let text = br#"{"signature":"ccp1.00"}"#;
        for a in 0..=text.len() {
            for b in a..=text.len() {
                for c in b..=text.len() {
                    assert!(mentions(&cut(text, &[a, b, c]), b"ccp1."), "{a} {b} {c}");
                }
            }
        }
        assert!(!mentions(&cut(b"ccp1", &[2]), b"ccp1."));
        assert!(!mentions(&RequestBody::default(), b"ccp1."));
    }
}
