//! JSON as it stands on the wire: strings still escaped, values still text, objects read in one pass.
//!
//! Text that goes from one format to another is never unescaped on its way: what a client or provider wrote between
//! two quotes is copied as it is. That is fast, and it cannot change what was said.

mod edit;
mod members;
mod object;
mod raw;
mod scan;
mod str;
mod text;
mod write;

pub(crate) use edit::{Fate, edit_list, glance, place, replace_part};
pub(crate) use members::{Items, Members, Object, objects};
pub(crate) use object::object;
pub use raw::Json;
pub(crate) use scan::{Cursor, string_end};
pub use str::Str;
pub use text::Text;
pub(crate) use write::Writer;
