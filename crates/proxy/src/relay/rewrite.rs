use bytes::Bytes;
use formats::responses::unwrapped;
use formats::sse::{Decoder, Message};

use crate::translate::LARGEST_EVENT;

/// Takes the namespace off the client's own tools, which went out in one, in the events of their calls.
#[derive(Debug)]
pub(super) struct Rewrite {
    decoder: Decoder,
    /// An event could not be read: nothing that follows is passed on, and the client is told at the end.
    broken: bool,
}

impl Rewrite {
    pub(super) fn new() -> Self {
        Self {
            decoder: Decoder::new(LARGEST_EVENT),
            broken: false,
        }
    }

    /// The events that are whole with `data`, as the client is to read them.
    pub(super) fn take(&mut self, data: &[u8]) -> Bytes {
        let mut out = Vec::with_capacity(data.len());
        if !self.broken {
            let read = self.decoder.push(data, |message| write(&message, &mut out));
            self.broken = read.is_err();
        }
        out.into()
    }
}

fn write(message: &Message<'_>, out: &mut Vec<u8>) {
    if !message.name.is_empty() {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(message.name.as_bytes());
        out.push(b'\n');
    }
    let made = unwrapped(message.data);
    for line in made.as_deref().unwrap_or(message.data).split('\n') {
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = concat!(
        "event: response.output_text.delta\ndata: {\"delta\":\"\\\"client\\\"\"}\n\n",
        "event: response.output_item.done\ndata: {\"item\":{\"type\":\"function_call\",\"name\":\"f\",\"namespace\":\"client\"}}\n\n",
        "event: response.completed\ndata: {\"response\":{\"output\":[]}}\n\n"
    );

    #[test]
    fn calls_lose_the_namespace_however_the_stream_is_cut() {
        let expected = STREAM.replace(",\"namespace\":\"client\"", "");
        for size in [1, 7, STREAM.len()] {
            let mut rewrite = Rewrite::new();
            let pieces = STREAM.as_bytes().chunks(size);
            let out: Vec<u8> = pieces
                .flat_map(|piece| rewrite.take(piece).to_vec())
                .collect();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
