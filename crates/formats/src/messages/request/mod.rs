//! Requests.

mod decode;
mod encode;
mod wire;

pub use decode::decode;
pub use encode::encode;

/// What the client wants about the delivery of its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    stream: bool,
}

impl Delivery {
    /// Whether the client wants events rather than one answer.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.stream
    }
}

/// How a request is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether cache breakpoints are set (`claude.cache = auto`).
    pub cache: bool,
}
