//! Requests.

mod decode;
mod delivery;
mod encode;

pub use decode::decode;
pub use delivery::Delivery;
pub(in crate::responses) use delivery::{Called, Own};
pub use encode::encode;

use crate::responses::Rules;

/// How a request is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// What the provider takes.
    pub rules: Rules,
}
