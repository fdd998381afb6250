//! What must hold for any bytes at all. Each public function is one fuzz target, and panics where something does not.
//!
//! `cargo xtask fuzz` builds and runs them; the property tests check the same of conversations that make sense.

mod answers;
#[path = "../../tests/property/laws/mod.rs"]
mod laws;
mod requests;
mod sound;

use formats::sse;

pub use answers::{chat_events, messages_events, responses_events};
pub use requests::{chat_request, messages_request, responses_request};

/// More than any input of a fuzz target has.
const LARGEST: usize = 1 << 24;

/// The events of a stream do not depend on where it is cut; a bound holds without a panic.
pub fn sse_decoder(data: &[u8]) {
    let size = usize::from(data.first().copied().unwrap_or(0) % 13) + 1;
    let whole = decoded(LARGEST, [data]);
    assert!(whole.is_some(), "no event here is large");
    assert_eq!(whole, decoded(LARGEST, data.chunks(size)));
    assert_eq!(whole, decoded(LARGEST, data.chunks(1)));
    let _ = decoded(16, data.chunks(size));
    let mut watcher = sse::Watcher::default();
    for piece in data.chunks(size) {
        let boundary = watcher.push(piece);
        assert!(boundary.is_none_or(|at| at <= piece.len()));
    }
}

fn decoded<'p>(
    most: usize,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> Option<Vec<(String, String)>> {
    let mut decoder = sse::Decoder::new(most);
    let mut seen = Vec::new();
    for piece in pieces {
        let mut sink =
            |event: sse::Message<'_>| seen.push((event.name.to_owned(), event.data.to_owned()));
        decoder.push(piece, &mut sink).ok()?;
    }
    Some(seen)
}
