use super::Options;
use crate::Failure;
use crate::conversation::{Losses, Names, Request};

/// Writes a request; always one that streams.
///
/// # Errors
/// What the format, or the model, has no place for.
pub fn encode(
    request: &Request<'_>,
    options: &Options,
    losses: &mut Losses,
) -> Result<(Vec<u8>, Names), Failure> {
    let _ = (request, options, losses);
    todo!()
}
