use super::Delivery;
use crate::Failure;
use crate::conversation::{Losses, Request};

/// Reads a request.
///
/// # Errors
/// What cannot be taken along, by its place.
pub fn decode<'a>(
    body: &'a str,
    losses: &mut Losses,
) -> Result<(Request<'a>, Delivery), Failure> {
    let _ = (body, losses);
    todo!()
}
