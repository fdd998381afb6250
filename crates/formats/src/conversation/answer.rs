use crate::conversation::{Block, Stop, Usage};

/// A whole answer: what the events of a stream come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The provider's id of the answer.
    pub id: String,
    /// The model that answered.
    pub model: String,
    /// What it says, in order.
    pub blocks: Vec<Block<'static>>,
    /// Why it ended.
    pub stop: Stop<'static>,
    /// What was used.
    pub usage: Usage,
}
