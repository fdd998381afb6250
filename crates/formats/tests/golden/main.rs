//! Golden conversations: what a request, an answer or an error of one format is in the other, row by row.
//!
//! The cases are in the JSON files beside this one, each with the promise that it keeps. What a case leaves out of a
//! request (`model`, `stream`, `max_tokens`) has the value that it has by default.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is the finding, in its helpers too"
)]

mod answers;
mod codex;
mod errors;
mod from_responses;
mod own;
mod requests;
mod responses;
mod to_responses;

use std::path::Path;

use serde::de::DeserializeOwned;

/// The cases of all files in a folder, with the file's name.
fn cases<T: DeserializeOwned>(folder: &str) -> Vec<(String, T)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let read: Vec<T> =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        cases.extend(read.into_iter().map(|case| (name.clone(), case)));
    }
    assert!(!cases.is_empty());
    cases
}

/// Ends the test with everything that went wrong, not only the first.
fn report(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults\n\n{}",
        faults.len(),
        faults.join("\n\n")
    );
}
