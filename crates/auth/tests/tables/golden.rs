use std::path::Path;

use super::table::Style;

/// As in a file or a pipe.
pub(crate) const PLAIN: Style = Style {
    columns: None,
    bold: false,
};

/// As on a terminal without colours.
pub(crate) fn at_columns(columns: usize) -> Style {
    Style {
        columns: Some(columns),
        bold: false,
    }
}

/// Compares `text` with the file `name`.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tables/golden")
        .join(name);
    if std::env::var_os("CCPROXY_WRITE_GOLDEN").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap();
    assert!(
        text == expected,
        "{name} differs. It should be:\n{expected}\nand it is:\n{text}"
    );
}

/// A report as `--json` prints it.
pub(crate) fn json(report: &impl serde::Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(report).unwrap())
}
