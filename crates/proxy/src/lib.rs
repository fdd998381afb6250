//! The HTTP server that joins the floors below into one local gateway: guard, routes, peek, forward.
//!
//! A shell (the command line or the desktop) needs one type, [`Gateway`].

use std::sync::Arc;

/// What a shell asks for at start.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Where the settings come from; they are watched while the gateway runs.
    pub sources: settings::Sources,
    /// Answer from the embedded provider: no account, no network.
    pub demo: bool,
}

/// A running gateway. Dropping it stops it at once; [`Gateway::stop`] drains first.
#[derive(Debug)]
pub struct Gateway {}
