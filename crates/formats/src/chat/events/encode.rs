use crate::conversation::Event;
use crate::chat::Delivery;

/// Writes the events of an answer.
#[derive(Debug)]
pub struct Encoder {
    delivery: Delivery,
}

impl Encoder {
    /// For one answer.
    #[must_use]
    pub fn new(delivery: Delivery, created: u64) -> Self {
        Self { delivery }
    }

    /// Appends what the client reads of `event`: whole events, or nothing.
    pub fn encode(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let _ = (event, out, &self.delivery);
        todo!()
    }
}
