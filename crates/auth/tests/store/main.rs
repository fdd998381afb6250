//! The file store between processes.

#[cfg(test)]
mod processes;
