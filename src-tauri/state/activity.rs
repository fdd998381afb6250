//! What the proxy records of its requests.

pub(crate) use proxy::{Activity, Record};
