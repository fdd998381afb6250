//! What the two OpenAI formats have in common: how a request is read, and how some of its parts are spelled.

mod base64;
mod brief;
pub(crate) mod called;
pub(crate) mod freeform;
mod losses;
pub(crate) mod media;
mod place;
pub(crate) mod quoted;
pub(crate) mod read;
mod source;

pub(crate) use brief::brief;
pub(crate) use losses::within;
pub(crate) use media::{DETAIL, file_name, titled};
pub(crate) use place::Place;
pub(crate) use source::Escaped;
