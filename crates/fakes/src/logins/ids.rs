//! Ids and tokens in the shapes of the real ones.

use ring::digest::{SHA256, digest};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Without letters and digits that a person would mix up.
const TYPED: &[u8; 28] = b"BCDFGHJKLMNPQRSTVWXYZ2345679";

/// A token of `length` letters and digits behind `prefix`.
pub(crate) fn token(prefix: &str, length: usize) -> String {
    let random = pick(BASE62, length);
    format!("{prefix}{random}")
}

/// A code for a person to type: `ABCD-12345`.
pub(crate) fn typed() -> String {
    format!("{}-{}", pick(TYPED, 4), pick(TYPED, 5))
}

/// A random uuid.
pub(crate) fn random_uuid() -> String {
    uuid(&[&pick(BASE62, 32)])
}

/// The uuid that follows from `parts`.
pub(crate) fn uuid(parts: &[&str]) -> String {
    let hash = digest(&SHA256, parts.join("/").as_bytes());
    let mut hex: Vec<char> = hex(&hash.as_ref()[..16]).chars().collect();
    // Version 4, variant 1 (RFC 9562, 4.1 and 4.2).
    hex[12] = '4';
    hex[16] = '8';
    let part = |range: std::ops::Range<usize>| hex[range].iter().collect::<String>();
    [
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32),
    ]
    .join("-")
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pick(alphabet: &[u8], length: usize) -> String {
    (0..length)
        .map(|_| char::from(alphabet[fastrand::usize(..alphabet.len())]))
        .collect()
}
