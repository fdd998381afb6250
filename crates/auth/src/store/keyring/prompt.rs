//! The Secret Service's questions to the person (freedesktop.org, Secret Service API 0.2, "Prompts and Prompting").

use std::pin::Pin;

use zbus::export::futures_core::Stream;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

use super::linux::BUS_NAME;

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The person did what was asked.
    Done,
    /// The person said no, or nobody could be asked.
    Dismissed,
}

/// Shows the question `prompt`, and waits for its answer, however long that takes.
///
/// # Errors
/// The bus's; also when the service ends in between, since no answer comes then.
pub(super) fn ask(
    bus: &zbus::blocking::Connection,
    prompt: &OwnedObjectPath,
) -> zbus::Result<Answer> {
    zbus::block_on(async {
        let proxy = zbus::Proxy::new(
            bus.inner(),
            BUS_NAME,
            prompt.as_ref(),
            "org.freedesktop.Secret.Prompt",
        )
        .await?;
        let mut completed = proxy.receive_signal("Completed").await?;
        let mut owners = proxy.receive_owner_changed().await?;
        // No window of ours is named: the question stands on its own.
        proxy.call_method("Prompt", &("",)).await?;
        tokio::select! {
            message = next(&mut completed) => {
                let message = message.ok_or_else(gone)?;
                let (dismissed, _): (bool, OwnedValue) = message.body().deserialize()?;
                Ok(if dismissed { Answer::Dismissed } else { Answer::Done })
            }
            _ = next(&mut owners) => Err(gone()),
        }
    })
}

fn gone() -> zbus::Error {
    zbus::Error::Failure("the keyring went away while it asked".to_owned())
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}
