use std::path::Path;
use std::sync::Arc;

use providers::ClaudeCode;
use providers::claude_code::Options;
use settings::Settings;

/// The person's own `claude` command, over the settings that it depends on.
pub(crate) struct Command {
    now: Arc<ClaudeCode>,
    made_of: (settings::Claude, bool),
    /// Those of earlier settings, which still answer.
    before: Vec<Arc<ClaudeCode>>,
}

impl Command {
    pub(crate) fn new(settings: &Settings, state: &Path) -> Self {
        Self {
            now: make(settings, state),
            made_of: made_of(settings),
            before: Vec::new(),
        }
    }

    /// Takes over settings; requests that are open end with the process that they began with.
    pub(crate) fn follow(&mut self, settings: &Settings, state: &Path) {
        self.before.retain(|old| old.stats().running > 0);
        if made_of(settings) == self.made_of {
            return;
        }
        self.made_of = made_of(settings);
        let old = std::mem::replace(&mut self.now, make(settings, state));
        old.retire();
        self.before.push(old);
        self.look();
    }

    pub(crate) fn provider(&self) -> Arc<ClaudeCode> {
        Arc::clone(&self.now)
    }

    /// Asks who is signed in, in a task of its own: it takes a third of a second.
    pub(crate) fn look(&self) {
        let now = Arc::clone(&self.now);
        tokio::spawn(async move { now.look().await });
    }

    pub(crate) async fn close(&self) {
        for old in &self.before {
            old.close().await;
        }
        self.now.close().await;
    }
}

fn make(settings: &Settings, state: &Path) -> Arc<ClaudeCode> {
    Arc::new(ClaudeCode::new(Options {
        strict: settings.translation.strict,
        ..Options::of(&settings.claude, state.to_owned())
    }))
}

/// What it depends on.
fn made_of(settings: &Settings) -> (settings::Claude, bool) {
    (settings.claude.clone(), settings.translation.strict)
}
