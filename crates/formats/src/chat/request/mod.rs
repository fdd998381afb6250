//! Requests.

mod decode;
mod delivery;
mod encode;

pub use decode::decode;
pub use delivery::Delivery;
pub use encode::encode;

/// How a request is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {}
