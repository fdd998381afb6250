//! Clients of the Responses format.

mod answers;
mod requests;
