//! How the accounts stand, in the words that people read: the command prints it, the window shows it.
//!
//! Each report is made from what is stored and a moment, and does no I/O. It serialises for programs, with times in
//! RFC 3339 and tokens masked, and gives a [`Table`] for people.

mod chatgpt;
mod claude;
mod confirm;
mod lifetime;
mod mask;
mod moment;
mod openai;
mod plan;
mod status;
mod table;

pub use chatgpt::chatgpt_table;
pub use claude::{ClaudeInfo, ClaudeValidation, Subscription};
pub use lifetime::Lifetime;
pub use mask::Masked;
pub use moment::Moment;
pub use openai::{LoginStatus, OpenaiInfo};
pub use status::{Account, Found, State, StatusRow};
pub use table::{Confirmation, Row, Section, Table};

/// What a row says where nothing is known.
const UNKNOWN: &str = "Unknown";

/// The text of a value that may be absent.
fn or_unknown(value: Option<impl ToString>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| value.to_string())
}
