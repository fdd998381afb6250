use bytes::Bytes;
use formats::conversation::Event;
use formats::sse::{Decoder, Message};
use formats::{ErrorKind, Failure};

use crate::activity::kind_name;
use crate::relay::batch::Batch;
use crate::relay::{Progress, early_end};
use crate::request_id::RequestId;
use crate::translate::{ClientEvents, ESTIMATED, Listener, UpstreamEvents};

/// A stream that is said in the client's format, event by event.
#[derive(Debug)]
pub(crate) struct Translated {
    id: RequestId,
    decoder: Decoder,
    upstream: UpstreamEvents,
    client: ClientEvents,
    listener: Listener,
}

impl Translated {
    /// A stream from `upstream`'s format to `client`'s.
    pub(crate) fn new(
        id: RequestId,
        upstream: UpstreamEvents,
        client: ClientEvents,
        listener: Listener,
    ) -> Self {
        Self {
            id,
            decoder: Decoder::new(crate::translate::LARGEST_EVENT),
            upstream,
            client,
            listener,
        }
    }

    /// Translates the events that `data` completes.
    pub(super) fn take(&mut self, data: &[u8], batch: &mut Batch) -> Progress {
        // A Chat chunk is about as long as the Messages event that it comes from.
        let mut out = Vec::with_capacity(data.len() + 256);
        let mut failed = None;
        let (upstream, client, listener) =
            (&mut self.upstream, &mut self.client, &mut self.listener);
        let read = self.decoder.push(data, |message: Message<'_>| {
            if failed.is_some() {
                return;
            }
            let mut sink = |event: Event<'_>| {
                listener.hear(event, &mut |event| client.encode(&event, &mut out));
            };
            failed = upstream.decode(message, &mut sink).err();
        });
        let failure = match read {
            Err(error) => Some(Failure::new(ErrorKind::BadGateway, error.to_string())),
            Ok(()) => failed,
        };
        if self.listener.is_over() {
            batch.push(Bytes::from_static(ESTIMATED.as_bytes()));
        }
        batch.push(out.into());
        let failure = match failure {
            // A provider that has no stop sequences is not asked for the rest.
            _ if self.listener.is_over() => return Progress::Over,
            None => return Progress::More,
            Some(failure) => failure,
        };
        // Not its words: they are the provider's, which may quote what the client said.
        tracing::warn!(request_id = self.id.as_str(), kind = ?failure.kind, "stream ended early");
        if let Some(entry) = self.listener.entry() {
            entry.failed(kind_name(failure.kind));
        }
        self.fail(&failure, batch);
        Progress::Over
    }

    /// Whether the last event has come.
    pub(super) fn finished(&self) -> bool {
        self.upstream.finished() || self.listener.is_over()
    }

    /// The answer is over. If its last event never came, the client is told.
    pub(super) fn end(&mut self, how: &str, batch: &mut Batch) {
        if self.finished() {
            return;
        }
        tracing::warn!(request_id = self.id.as_str(), how, "stream ended early");
        self.fail(&Failure::new(ErrorKind::Internal, early_end(how)), batch);
    }

    fn fail(&mut self, failure: &Failure, batch: &mut Batch) {
        let mut out = Vec::new();
        self.client.fail(failure, self.id.as_str(), &mut out);
        batch.push(out.into());
    }
}
