//! The HTTP server that joins the floors below into one local gateway.
//!
//! A request's way: [`connection`] accepts it, [`service`] lets the [`guard`] decide, [`routes`] names its format and
//! provider, [`ask`] reads it whole ([`body`]), finds its model ([`peek`]) and chooses who answers ([`routing`]);
//! [`forward`] sends it on as it is, or [`translate`] says it in the provider's format; [`relay`] brings the answer back.
//! Where a shell asked for it, [`activity`] keeps a record of the last requests, seen as they pass by.
//!
//! A shell (the command line or the desktop) needs one type, [`Gateway`], and the [`logging`] that both share.

pub mod accounts;
mod activity;
mod address;
mod app;
mod ask;
mod body;
mod connection;
mod error;
mod estimate;
mod forward;
mod gateway;
mod guard;
mod headers;
mod health;
mod ignored;
mod listen;
pub mod logging;
mod metrics;
mod models;
mod open;
mod origins;
mod peek;
mod probe;
mod providing;
mod refusal;
mod relay;
mod request_id;
mod routes;
mod routing;
mod send;
mod service;
mod session;
mod state;
mod stop;
mod supervisor;
mod tls;
mod translate;

pub use activity::{Activity, Record};
pub use address::Address;
pub use error::StartError;
pub use formats::Format;
pub use gateway::{Gateway, Launch, Serves, Stopped};
pub use open::OpenRequests;
pub use probe::{Probe, Processes, probe, processes};
pub use providing::{Standing, standings};
