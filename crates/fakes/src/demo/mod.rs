//! The embedded provider of `ccproxy serve --demo`: the fake with a friendly voice.
//!
//! Requests are checked as strictly as everywhere; any key will do. Nothing is logged, there are no control endpoints,
//! and nothing leaves the machine.

mod subject;
mod voice;

use std::time::Duration;

use crate::anthropic::{Anthropic, Config, Model, current_models};

/// About how long a word takes, as a person reads it.
const WORD: Duration = Duration::from_millis(25);

/// The demo's provider. It answers for every current Claude model, and for the one that older snippets name.
pub fn anthropic() -> Anthropic {
    let mut models = current_models();
    models.push(Model::new("claude-sonnet-4-20250514", "Claude Sonnet 4"));
    let config = Config {
        models,
        event_pace: WORD,
        edge: false,
        control: false,
        ..Config::default()
    };
    Anthropic::written_by(config, Some(voice::answer))
}

#[cfg(test)]
mod tests;
