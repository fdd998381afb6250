//! Compressed request bodies (RFC 9110 §8.4): the Codex command sends zstd (measured with codex 0.169.0), some HTTP
//! libraries gzip.

use std::collections::VecDeque;
use std::io::Read;

use bytes::{Buf, Bytes};
use formats::ErrorKind;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use ruzstd::decoding::StreamingDecoder;

use super::budget::Share;
use super::{budget_spent, too_large};
use crate::refusal::Refusal;

/// Decoded bytes are kept in pieces of this size.
const PIECE: usize = 64 << 10;
/// A zstd frame may ask for a window of at least this size (RFC 8878 §3.1.1.1.2: what every decoder should take).
const WINDOW: u64 = 8 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Gzip,
    Zstd,
}

impl Encoding {
    /// The encoding that the headers name; `None` is as it is.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let mut values = headers.get_all(CONTENT_ENCODING).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return if headers.contains_key(CONTENT_ENCODING) {
                Err(unknown())
            } else {
                Ok(None)
            };
        };
        let name = value.as_bytes();
        if name.eq_ignore_ascii_case(b"identity") || name.is_empty() {
            Ok(None)
        } else if name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip") {
            Ok(Some(Self::Gzip))
        } else if name.eq_ignore_ascii_case(b"zstd") {
            Ok(Some(Self::Zstd))
        } else {
            Err(unknown())
        }
    }
}

/// Decodes in a blocking task; stops as soon as a bound is passed.
pub(super) async fn decode(
    encoding: Encoding,
    pieces: VecDeque<Bytes>,
    mut share: Share,
    max: u64,
) -> Result<(VecDeque<Bytes>, Share), Refusal> {
    tokio::task::spawn_blocking(move || {
        let encoded: u64 = pieces.iter().map(|p| p.len() as u64).sum();
        let source = Pieces(pieces);
        let decoded = match encoding {
            Encoding::Gzip => {
                let decoder = flate2::read::MultiGzDecoder::new(source);
                read_all(decoder, &mut share, encoded, max)
            }
            Encoding::Zstd => {
                let window = WINDOW.max(max);
                let decoder = StreamingDecoder::new_with_max_window_size(source, window)
                    .map_err(|_| undecodable())?;
                read_all(decoder, &mut share, encoded, max)
            }
        }?;
        Ok((decoded, share))
    })
    .await
    .map_err(|_| undecodable())?
}

/// Reads until the end; `encoded` bytes of the source are held beside what is read.
fn read_all(
    mut decoder: impl Read,
    share: &mut Share,
    encoded: u64,
    max: u64,
) -> Result<VecDeque<Bytes>, Refusal> {
    let mut pieces = VecDeque::new();
    let mut size = 0_u64;
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        (&mut decoder)
            .take(PIECE as u64)
            .read_to_end(&mut piece)
            .map_err(|_| undecodable())?;
        if piece.is_empty() {
            return Ok(pieces);
        }
        size += piece.len() as u64;
        if size > max {
            return Err(too_large(max));
        }
        share.cover(encoded + size).map_err(|_| budget_spent())?;
        pieces.push_back(piece.into());
    }
}

struct Pieces(VecDeque<Bytes>);

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while let Some(piece) = self.0.front_mut() {
            if piece.is_empty() {
                self.0.pop_front();
                continue;
            }
            let n = piece.len().min(out.len());
            piece.copy_to_slice(&mut out[..n]);
            return Ok(n);
        }
        Ok(0)
    }
}

fn undecodable() -> Refusal {
    Refusal::new(
        ErrorKind::InvalidRequest,
        "the request body is not what its content-encoding header says",
    )
}

fn unknown() -> Refusal {
    Refusal::new(
        ErrorKind::UnsupportedMedia,
        "content-encoding: gzip, zstd and identity are read here; send the body as it is",
    )
}
