//! Reports as text: framed tables and short lists, as wide as their content, or as the terminal where that is narrower.

use auth::report::{Section, StatusRow, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The head of every framed table.
const HEAD: (&str, &str) = ("Property", "Value");
/// What a frame of two columns takes: three bars and four spaces.
const FRAME: usize = 7;
/// No value is wrapped narrower than this.
const NARROWEST: usize = 12;
const MISSING: &str = "-";

/// What the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// How many columns there are; without a terminal as many as it takes.
    pub(crate) columns: Option<usize>,
    /// Whether headings may be bold.
    pub(crate) bold: bool,
}

/// A report: its title, its sections and what it confirms.
pub(crate) fn draw(table: &Table, style: Style) -> String {
    let mut text = heading(table.title, style);
    for section in &table.sections {
        text.push('\n');
        text.push_str(&heading(section.heading, style));
        if section.boxed {
            text.push_str(&framed(section, style));
        } else {
            for row in &section.rows {
                text.push_str(&format!("  L {}: {}\n", row.label, clean(&row.value)));
            }
        }
    }
    if !table.confirms.is_empty() {
        text.push('\n');
        text.push_str(&heading("This confirms:", style));
        for one in &table.confirms {
            text.push_str(&format!("- {}: {}\n", clean(&one.name), clean(&one.text)));
        }
    }
    text
}

/// The rows of `ccproxy auth status`: four aligned columns, and below each account what does not fit into columns.
pub(crate) fn draw_status(rows: &[StatusRow], style: Style) -> String {
    let cells: Vec<[String; 4]> = rows.iter().map(columns).collect();
    let head = ["Account", "State", "Plan", "Expires"];
    let width = |column: usize| {
        let cells = cells.iter().map(|row| row[column].width());
        cells.chain([head[column].width()]).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), 0];
    let line = |cells: [&str; 4]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| pad(cell, width))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = heading(line(head).trim_end(), style);
    for (row, cells) in rows.iter().zip(&cells) {
        text.push_str(&line(cells.each_ref().map(String::as_str)));
        for detail in details(row) {
            let room = style.columns.map(|columns| columns.saturating_sub(4));
            for part in wrap(&detail, room) {
                text.push_str(&format!("    {part}\n"));
            }
        }
    }
    text
}

fn columns(row: &StatusRow) -> [String; 4] {
    let or_missing = |value: Option<String>| value.unwrap_or_else(|| MISSING.to_owned());
    [
        row.name.to_string(),
        row.state.to_string(),
        or_missing(row.plan.as_deref().map(clean)),
        or_missing(row.life.expires_at().map(|at| at.to_string())),
    ]
}

fn details(row: &StatusRow) -> Vec<String> {
    let who: Vec<&str> = [&row.account, &row.organization, &row.server]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    let who = (!who.is_empty()).then(|| who.join(", "));
    [who, row.storage.clone(), row.next_step.clone()]
        .into_iter()
        .flatten()
        .map(|detail| clean(&detail))
        .collect()
}

fn heading(text: &str, style: Style) -> String {
    if style.bold {
        format!("\u{1b}[1m{text}\u{1b}[0m\n")
    } else {
        format!("{text}\n")
    }
}

fn framed(section: &Section, style: Style) -> String {
    let rows: Vec<(String, String)> = section
        .rows
        .iter()
        .map(|row| (row.label.to_owned(), clean(&row.value)))
        .collect();
    let widest = |cells: &mut dyn Iterator<Item = &str>| cells.map(str::width).max().unwrap_or(0);
    let labels = widest(&mut rows.iter().map(|row| row.0.as_str()).chain([HEAD.0]));
    let values = widest(&mut rows.iter().map(|row| row.1.as_str()).chain([HEAD.1]));
    let room = style
        .columns
        .map(|columns| columns.saturating_sub(FRAME + labels).max(NARROWEST));
    let values = room.map_or(values, |room| values.min(room));
    let rule = |left: char, middle: char, right: char| {
        let (first, second) = ("─".repeat(labels + 2), "─".repeat(values + 2));
        format!("{left}{first}{middle}{second}{right}\n")
    };
    let line =
        |label: &str, value: &str| format!("│ {} │ {} │\n", pad(label, labels), pad(value, values));
    let mut text = rule('╭', '┬', '╮');
    text.push_str(&line(HEAD.0, HEAD.1));
    text.push_str(&rule('├', '┼', '┤'));
    for (label, value) in &rows {
        let mut label = label.as_str();
        for part in wrap(value, Some(values)) {
            text.push_str(&line(label, &part));
            label = "";
        }
    }
    text.push_str(&rule('╰', '┴', '╯'));
    text
}

fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

/// The text in lines of at most `width` columns: after a space where there is one, else anywhere between characters.
fn wrap(text: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width.map(|width| width.max(NARROWEST)) else {
        return vec![text.to_owned()];
    };
    let mut lines = Vec::new();
    let mut rest = text;
    while rest.width() > width {
        let end = fitting(rest, width);
        let at = match rest[..end].rfind(' ') {
            _ if rest[end..].starts_with(' ') => end,
            Some(space) if space > 0 => space,
            _ => end,
        };
        lines.push(rest[..at].trim_end().to_owned());
        rest = rest[at..].trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// How many bytes of the text fit into `width` columns; at least one character.
fn fitting(text: &str, width: usize) -> usize {
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        let next = at + letter.len_utf8();
        if end > 0 && text[..next].width() > width {
            break;
        }
        end = next;
    }
    end
}

/// The text without what would move the cursor, change colours or turn the reading direction: names come from providers
/// and files.
fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            c if c.width().is_none() || turns(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}
