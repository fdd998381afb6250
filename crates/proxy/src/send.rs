//! One request to a provider, cut when the gateway stops.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use formats::ErrorKind;
use http::Response;
use providers::{Answer, Call, Provider};

use crate::app::App;
use crate::refusal::Refusal;

/// Sends `call`, and waits for the head of its answer.
pub(crate) async fn send(
    app: &App,
    provider: &Arc<dyn Provider>,
    call: Call,
) -> Result<Response<Answer>, Refusal> {
    let mut sending = provider.send(call);
    // The connection's task is woken when the stop comes.
    let sent = poll_fn(|cx| match sending.as_mut().poll(cx) {
        Poll::Pending if app.stop.is_over() => Poll::Ready(None),
        sent => sent.map(Some),
    });
    Ok(sent.await.ok_or_else(stopping)??)
}

fn stopping() -> Refusal {
    Refusal::new(
        ErrorKind::Overloaded,
        "ccproxy is stopping; the answer had not begun. Start it again, then send the request again",
    )
}
