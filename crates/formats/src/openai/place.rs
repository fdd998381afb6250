use std::fmt;

use crate::Failure;

/// Where in a request something stands, as in `messages[2].content[0]`; spelled only if it must be named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'p> {
    /// A member of the body.
    Top(&'static str),
    /// A member of what stands there.
    Member(&'p Place<'p>, &'static str),
    /// An item of the list that stands there.
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    pub(crate) fn member(&self, name: &'static str) -> Place<'_> {
        Place::Member(self, name)
    }

    pub(crate) fn item(&self, index: usize) -> Place<'_> {
        Place::Item(self, index)
    }

    /// What stands here is wrong, or cannot be taken along.
    pub(crate) fn refuse(&self, message: impl Into<String>) -> Failure {
        Failure::at(self.to_string(), message)
    }

    /// What should stand here does not. `wanted`: what it is, as in `a string`.
    pub(crate) fn missing(&self, wanted: &str) -> Failure {
        self.refuse(format!("`{self}` is missing; send {wanted}"))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top(name) => f.write_str(name),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
