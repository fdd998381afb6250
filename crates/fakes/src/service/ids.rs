//! Letters and digits for ids.

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes the ids of one answer. Equal seeds make equal ids in equal order.
pub(crate) struct Ids(fastrand::Rng);

impl Ids {
    /// Ids that follow from `bytes`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self(fastrand::Rng::with_seed(fnv1a(bytes)))
    }

    /// Ids that are new each time.
    pub(crate) fn random() -> Self {
        Self(fastrand::Rng::new())
    }

    /// An opaque base64 text, as signatures and redacted thinking are.
    pub(crate) fn opaque(&mut self, length: usize) -> String {
        self.base62(length)
    }

    /// Sixteen lower-case hex digits.
    pub(crate) fn hex16(&mut self) -> String {
        format!("{:016x}", self.0.u64(..))
    }

    /// Letters and digits.
    pub(crate) fn base62(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(BASE62[self.0.usize(..BASE62.len())]))
            .collect()
    }
}

/// FNV-1a, 64 bit: stable across platforms and releases, which `std`'s hasher does not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
