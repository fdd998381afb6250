//! What every fake service needs: bodies, delivery, logs, scenarios by name, and the vendors' published types.

pub(crate) mod base64;
pub(crate) mod body;
pub(crate) mod canaries;
pub(crate) mod control;
pub(crate) mod delivery;
pub(crate) mod flaky;
pub(crate) mod headers;
pub(crate) mod hostile;
pub(crate) mod ids;
pub(crate) mod instance;
pub(crate) mod log;
mod mode;
pub(crate) mod named;
pub(crate) mod respond;
pub(crate) mod schema;
mod serve;
pub(crate) mod spaced;
pub(crate) mod unique;

pub use mode::{Mode, Wire};
pub(crate) use serve::{Service, serve};
