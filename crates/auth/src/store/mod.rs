//! Where credentials live.

mod file;

pub use file::FileStore;
