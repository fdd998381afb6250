use crate::Failure;
use crate::conversation::Event;
use crate::sse::Message;

/// Reads the events of an answer.
#[derive(Debug, Default)]
pub struct Decoder {
    finished: bool,
}

impl Decoder {
    /// Reads one event of the stream, and hands what it means to `sink`.
    ///
    /// # Errors
    /// The provider's error, or an event that cannot be read. Nothing follows.
    pub fn decode(
        &mut self,
        message: Message<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let _ = (message, sink);
        todo!()
    }

    /// Whether the last event was read.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.finished
    }
}
