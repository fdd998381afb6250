//! Keys that are no letters (W3C WebDriver, "Keyboard Actions").

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Held down while the others are pressed.
    Control,
    /// Held down while the others are pressed.
    Shift,
    /// To the next control.
    Tab,
    /// Activates what has the focus.
    Enter,
    /// Closes a dialog.
    Escape,
    /// A letter or a digit.
    Letter(char),
}

impl Key {
    /// Its letter of the protocol.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Control => '\u{e009}',
            Self::Shift => '\u{e008}',
            Self::Tab => '\u{e004}',
            Self::Enter => '\u{e007}',
            Self::Escape => '\u{e00c}',
            Self::Letter(letter) => letter,
        }
    }
}
