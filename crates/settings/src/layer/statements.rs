//! The statements of a `.env` file, with their lines.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// One assignment, or one statement that is none.
pub(super) struct Statement<'a> {
    /// The line that it begins on, from 1.
    pub(super) line: usize,
    /// As it stands in the file.
    pub(super) source: &'a str,
    /// Name and value; `None` when the syntax is wrong.
    pub(super) assignment: Option<(String, String)>,
}

/// Parses a `.env` file. The parser tells no lines, so the reader that feeds it, a line at a time,
/// counts them.
pub(super) fn statements(text: &str) -> Vec<Statement<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let fed = Rc::new(Cell::new(0));
    let feed = LineFeed {
        lines: lines.clone(),
        fed: Rc::clone(&fed),
        pending: Vec::new(),
    };
    let mut parser = dotenvy::Iter::new(feed);
    let mut statements = Vec::new();
    loop {
        let before = fed.get();
        let Some(parsed) = parser.next() else {
            return statements;
        };
        // The parser skips what is blank or a comment before a statement.
        let is_blank = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let skipped = lines[before..fed.get()]
            .iter()
            .take_while(|line| is_blank(line))
            .count();
        let first = before + skipped;
        let start = offset(text, lines.get(first));
        let end = lines
            .get(fed.get().saturating_sub(1))
            .map_or(text.len(), |last| offset(text, Some(last)) + last.len());
        statements.push(Statement {
            line: first + 1,
            source: text.get(start..end).unwrap_or_default(),
            assignment: parsed.ok(),
        });
    }
}

/// Where a line of `text` begins in it.
fn offset(text: &str, line: Option<&&str>) -> usize {
    line.map_or(text.len(), |line| {
        line.as_ptr() as usize - text.as_ptr() as usize
    })
}

/// Hands out one line, or a part of one, per read.
struct LineFeed<'a> {
    lines: Vec<&'a str>,
    /// How many lines have been handed out, or begun.
    fed: Rc<Cell<usize>>,
    pending: Vec<u8>,
}

impl Read for LineFeed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.pending.is_empty() {
            let Some(line) = self.lines.get(self.fed.get()) else {
                return Ok(0);
            };
            self.fed.set(self.fed.get() + 1);
            // The parser takes a last line without its end, but with a blank before it, for a fault.
            self.pending = [line.as_bytes(), b"\n"].concat();
        }
        let length = self.pending.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.pending[..length]);
        self.pending.drain(..length);
        Ok(length)
    }
}
