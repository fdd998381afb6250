use crate::Failure;
use crate::conversation::{Answer, Event};
use crate::messages::Delivery;

/// Writes a whole answer.
#[must_use]
pub fn encode_answer(delivery: &Delivery, answer: &Answer) -> Vec<u8> {
    let _ = (delivery, answer);
    todo!()
}

/// Reads a whole answer as the events that it would have come as.
///
/// # Errors
/// If it is none.
pub fn decode_answer(body: &str, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
    let _ = (body, sink);
    todo!()
}
