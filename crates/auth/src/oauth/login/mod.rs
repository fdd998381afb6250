//! The logins: what each asks for, and what it makes of a code.

mod chatgpt;
mod claude;
mod codex;
mod device;
mod discovery;
mod id_token;

use super::wire::words as scopes;

pub(crate) use chatgpt::RESOURCE;
pub use chatgpt::{ChatgptSignIn, Prompt};
pub(crate) use claude::describe as describe_claude;
pub use device::DeviceLogin;
pub(crate) use discovery::Discovery;
