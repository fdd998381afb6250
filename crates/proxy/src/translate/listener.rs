use std::sync::Arc;

use formats::conversation::{Event, Memory, Names, Opened, Recorder, Sealer, Until};
use formats::json::Str;

use crate::activity::Entry;

/// Hears every event of an answer: cuts it at a stop sequence where the provider has none, gives tools their own names
/// back, sees to it that signed thoughts come home again, and tells the record of the request what was used.
#[derive(Debug)]
pub(crate) struct Listener {
    until: Option<Until>,
    ears: Ears,
}

#[derive(Debug)]
struct Ears {
    names: Names,
    thoughts: Thoughts,
    entry: Option<Entry>,
}

/// How signed thoughts come back with the next request.
#[derive(Debug)]
pub(super) enum Thoughts {
    /// The client cannot give them back: they are kept here.
    Kept(Box<Keeping>),
    /// The client gives them back, in an envelope.
    Sealed(Sealer),
    /// The client gives them back, and speaks the provider's format.
    AsTheyAre,
}

/// Keeps the thoughts of one answer.
#[derive(Debug)]
pub(super) struct Keeping {
    recorder: Option<Recorder>,
    memory: Arc<Memory>,
    scope: String,
}

impl Keeping {
    /// For an answer whose thoughts are kept in `memory`, under `scope`.
    pub(super) fn new(memory: Arc<Memory>, scope: String) -> Self {
        Self {
            recorder: Some(Recorder::default()),
            memory,
            scope,
        }
    }

    fn hear(&mut self, event: &Event<'_>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.push(event);
        }
        // Kept before the client hears of the end: its next request may come at once.
        if *event == Event::End
            && let Some(recorder) = self.recorder.take()
        {
            recorder.keep(&self.memory, &self.scope);
        }
    }
}

impl Listener {
    /// For one answer.
    pub(super) fn new(names: Names, thoughts: Thoughts, until: Option<Until>) -> Self {
        Self {
            until,
            ears: Ears {
                names,
                thoughts,
                entry: None,
            },
        }
    }

    /// Tells `entry` from now on.
    pub(super) fn telling(mut self, entry: Option<&Entry>) -> Self {
        self.ears.entry = entry.cloned();
        self
    }

    /// The record of the request, where requests are recorded.
    pub(crate) fn entry(&self) -> Option<&Entry> {
        self.ears.entry.as_ref()
    }

    /// Whether the answer was cut: nothing that follows is wanted.
    pub(crate) fn is_over(&self) -> bool {
        self.until.as_ref().is_some_and(Until::is_over)
    }

    /// Hands on the event as the client is to hear it: mostly one, but where a text may be the beginning of a stop
    /// sequence.
    pub(crate) fn hear(&mut self, event: Event<'_>, sink: &mut impl FnMut(Event<'_>)) {
        let ears = &mut self.ears;
        match &mut self.until {
            None => sink(ears.hear(event)),
            Some(until) => until.push(event, &mut |event| sink(ears.hear(event))),
        }
    }
}

impl Ears {
    fn hear<'e>(&'e mut self, event: Event<'e>) -> Event<'e> {
        if let (Some(entry), Event::Start { usage, .. } | Event::Stop { usage, .. }) =
            (&self.entry, &event)
        {
            entry.used(*usage);
        }
        let event = self.thoughts.hear(event);
        match event {
            Event::Open(Opened::Call { id, name }) if !self.names.is_empty() => {
                let name = Str::from(self.names.restore(&name).to_string());
                Event::Open(Opened::Call { id, name })
            }
            event => event,
        }
    }
}

impl Thoughts {
    fn hear<'e>(&mut self, event: Event<'e>) -> Event<'e> {
        match self {
            Self::Sealed(sealer) => sealer.hear(event),
            Self::AsTheyAre => event,
            Self::Kept(keeping) => {
                keeping.hear(&event);
                event
            }
        }
    }
}
