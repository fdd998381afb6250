//! JSON as somebody wrote it: members in some order, with some white space, strings spelled in some way.

use proptest::prelude::*;

use crate::spelled::Spelled;

/// A JSON value before it is written.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    /// JSON text as it is.
    Raw(String),
    /// A string.
    Text(Spelled),
    /// An array.
    List(Vec<Tree>),
    /// An object.
    Object(Vec<(&'static str, Tree)>),
}

/// How a program lays out the JSON that it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As JavaScript does: no white space.
    Compact,
    /// As Python does: a blank after each comma and colon.
    Spaced,
    /// On many lines.
    Pretty,
    /// Members in the opposite order: what kind of object it is comes last.
    Backwards,
}

/// Any layout.
pub(crate) fn layouts() -> impl Strategy<Value = Layout> {
    prop_oneof![
        Just(Layout::Compact),
        Just(Layout::Spaced),
        Just(Layout::Pretty),
        Just(Layout::Backwards),
    ]
}

impl Tree {
    /// A string that needs no care.
    pub(crate) fn word(word: &str) -> Self {
        Self::Text(Spelled::usual(word))
    }

    /// A number, `true`, `false` or `null`.
    pub(crate) fn plain(value: impl std::fmt::Display) -> Self {
        Self::Raw(value.to_string())
    }

    /// The JSON text.
    pub(crate) fn write(&self, layout: Layout) -> String {
        let mut out = String::new();
        self.append(layout, &mut out);
        out
    }

    fn append(&self, layout: Layout, out: &mut String) {
        match self {
            Self::Raw(raw) => out.push_str(raw),
            Self::Text(text) => {
                out.push('"');
                out.push_str(&text.wire);
                out.push('"');
            }
            Self::List(items) => {
                out.push('[');
                for (n, item) in items.iter().enumerate() {
                    separate(n, layout, out);
                    item.append(layout, out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for n in 0..members.len() {
                    separate(n, layout, out);
                    let (key, value) = match layout {
                        Layout::Backwards => &members[members.len() - 1 - n],
                        _ => &members[n],
                    };
                    out.push_str(&format!("\"{key}\":"));
                    if layout != Layout::Compact {
                        out.push(' ');
                    }
                    value.append(layout, out);
                }
                out.push('}');
            }
        }
    }
}

fn separate(n: usize, layout: Layout, out: &mut String) {
    if n > 0 {
        out.push(',');
    }
    match layout {
        Layout::Compact => {}
        Layout::Pretty => out.push_str("\r\n\t"),
        Layout::Spaced | Layout::Backwards if n > 0 => out.push(' '),
        Layout::Spaced | Layout::Backwards => {}
    }
}
