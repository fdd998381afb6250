//! The client programs: snippets and environment.
