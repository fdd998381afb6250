//! The neutral model between the formats: what is said to a model, and what it says.
//!
//! A codec decodes its own format into this model and encodes this model as its own format; no codec knows another.
//! Text, arguments and schemas are kept as they stood on the wire (see [`crate::json`]).

mod answer;
mod envelope;
mod estimate;
mod event;
mod fold;
mod ids;
mod loss;
mod memory;
mod misplaced;
mod names;
mod request;
mod tool;
mod turn;
mod until;
mod usage;

pub use answer::Answer;
pub use envelope::{MARK, Payload, Seal, Sealer};
pub use estimate::{estimate, rough_estimate};
pub use event::{Event, Opened, Stop};
pub use fold::Fold;
pub use ids::{Alphabet, Ids};
pub use loss::Losses;
pub use memory::{Memory, Recorder};
pub use names::Names;
pub use request::{Effort, Output, Reasoning, Request, Verbosity};
pub use tool::{Grammar, Tool, ToolChoice, ToolKind};
pub use turn::{Block, Content, Extra, Media, Role, Turn};
pub use until::Until;
pub use usage::Usage;
