//! What each model refuses, as data.

/// What a model takes and refuses, beyond what all do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Whether `temperature`, `top_p` and `top_k` may differ from their defaults.
    pub sampling: bool,
}

/// How a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thinks {
    /// With a budget of tokens.
    ByBudget,
}
