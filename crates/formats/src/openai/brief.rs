/// A client's word as a message quotes it: no more than tells which it is, as messages end in logs.
pub(crate) fn brief(word: &str) -> &str {
    let end = word.char_indices().nth(64).map_or(word.len(), |(at, _)| at);
    &word[..end]
}
