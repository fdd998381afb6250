use std::sync::Arc;

use formats::conversation::{Event, Memory, Names, Opened, Recorder};
use formats::json::Str;

use crate::activity::Entry;

/// Hears every event of an answer: gives tools their own names back, keeps signed thoughts for clients that cannot, and
/// tells the record of the request what was used.
#[derive(Debug)]
pub(crate) struct Listener {
    names: Names,
    recorder: Option<Recorder>,
    memory: Arc<Memory>,
    scope: String,
    entry: Option<Entry>,
}

impl Listener {
    /// For one answer. `keeps`: whether its thoughts are kept in `memory`, under `scope`.
    pub(super) fn new(names: Names, memory: Arc<Memory>, scope: String, keeps: bool) -> Self {
        Self {
            names,
            recorder: keeps.then(Recorder::default),
            memory,
            scope,
            entry: None,
        }
    }

    /// Tells `entry` from now on.
    pub(super) fn telling(mut self, entry: Option<&Entry>) -> Self {
        self.entry = entry.cloned();
        self
    }

    /// The record of the request, where requests are recorded.
    pub(crate) fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// The event as the client is to hear it.
    pub(crate) fn hear<'e>(&'e mut self, event: Event<'e>) -> Event<'e> {
        if let Some(recorder) = &mut self.recorder {
            recorder.push(&event);
        }
        if let (Some(entry), Event::Start { usage, .. } | Event::Stop { usage, .. }) =
            (&self.entry, &event)
        {
            entry.used(*usage);
        }
        match event {
            // Kept before the client hears of the end: its next request may come at once.
            Event::End => {
                if let Some(recorder) = self.recorder.take() {
                    recorder.keep(&self.memory, &self.scope);
                }
                Event::End
            }
            Event::Open(Opened::Call { id, name }) if !self.names.is_empty() => {
                let name = Str::from(self.names.restore(&name).to_string());
                Event::Open(Opened::Call { id, name })
            }
            event => event,
        }
    }
}
