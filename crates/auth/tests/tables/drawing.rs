use auth::report::{ClaudeInfo, Table};
use unicode_width::UnicodeWidthStr;

use super::fixture::{REFRESH, auth_json, claims, claude, claude_json, jwt, keyring, now, openai};
use super::golden::{PLAIN, at_columns, golden};
use super::table;
use super::table::Style;

fn valid() -> Table {
    openai(&auth_json(&jwt(&claims("plus")), "", REFRESH), now()).table()
}

fn framed(text: &str) -> Vec<&str> {
    let in_frame = |line: &&str| line.starts_with(['╭', '│', '├', '╰']);
    text.lines().filter(in_frame).collect()
}

#[test]
fn a_narrow_terminal_wraps_values_inside_their_cells_and_loses_nothing() {
    let text = table::draw(&valid(), at_columns(44));
    golden("narrow.txt", &text);
    assert!(
        framed(&text).iter().all(|line| line.width() == 44),
        "{text}"
    );
    let squeezed: String = framed(&text)
        .iter()
        .flat_map(|line| line.split('│').nth(2))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    assert!(squeezed.contains("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"));
    assert!(squeezed.contains("9days,3hours,26minutes"));
}

#[test]
fn a_terminal_of_a_few_columns_is_no_panic_and_no_endless_loop() {
    for columns in 0..40 {
        let text = table::draw(&valid(), at_columns(columns));
        let widths: Vec<usize> = framed(&text).iter().map(|line| line.width()).collect();
        assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }
}

#[test]
fn a_wide_terminal_changes_nothing() {
    assert_eq!(
        table::draw(&valid(), at_columns(200)),
        table::draw(&valid(), PLAIN)
    );
}

/// Puts a text of the provider's into a framed cell.
fn with_scope(scope: &str) -> Table {
    let mut stored = claude_json();
    stored["organization"]["name"] = "株式会社 山田 🦀 Zoë".into();
    stored["scopes"] = serde_json::json!([scope]);
    ClaudeInfo::new(&claude(&stored), &keyring(), now()).table()
}

#[test]
fn wide_characters_keep_the_frame_straight() {
    let table = with_scope("株式会社 山田商店 👩\u{200d}🚀 Zoe\u{308}");
    let text = table::draw(&table, PLAIN);
    golden("wide.txt", &text);
    let narrow = table::draw(&table, at_columns(36));
    golden("wide-narrow.txt", &narrow);
    for text in [text, narrow] {
        let widths: Vec<usize> = framed(&text).iter().map(|line| line.width()).collect();
        assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }
}

#[test]
fn a_name_cannot_move_the_cursor_or_turn_the_text() {
    let table = with_scope("\u{1b}[2J\u{1b}]0;x\u{7}\r\n\u{202e}evil\u{9b}1m");
    let text = table::draw(&table, PLAIN);
    assert!(text.contains("\u{fffd}[2J"), "{text}");
    let harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!text.contains(harmful), "{text:?}");
}

#[test]
fn headings_are_bold_and_nothing_else_is() {
    let bold = Style {
        columns: None,
        bold: true,
    };
    let text = table::draw(&valid(), bold);
    assert!(text.starts_with("\u{1b}[1mOpenAI Credential Information\u{1b}[0m\n"));
    assert_eq!(text.matches("\u{1b}[1m").count(), 4);
    let plain = text.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert_eq!(plain, table::draw(&valid(), PLAIN));
}
