//! One request to a provider, cut when the gateway stops; and its refusals in words that help.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use formats::{ErrorKind, Format, responses};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Response};
use providers::{Answer, Call, Provider};

use crate::app::App;
use crate::refusal::Refusal;

/// A refusal of more bytes is passed on as it is.
const LARGEST: usize = 64 << 10;
/// What is said of a credential that a provider did not take: alone it would read as if the client's own key were meant.
pub(crate) const CREDENTIAL: &str =
    "ccproxy: the provider did not take the account's credential; log in again, or set a new key";

/// Sends `call`, and waits for the head of an answer that is passed on in the format that it has.
pub(crate) async fn send(
    app: &App,
    provider: &Arc<dyn Provider>,
    call: Call,
) -> Result<Response<Answer>, Refusal> {
    let response = plain(app, provider, call).await?;
    if provider.speaks().contains(&Format::Responses) && is_refusal(&response) {
        return Ok(worded(response).await);
    }
    Ok(response)
}

/// The same for an answer that is read here.
pub(crate) async fn plain(
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

fn is_refusal(response: &Response<Answer>) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(CONTENT_ENCODING)
}

/// A refusal by one of OpenAI's doors ([`responses::shaped`]).
async fn worded(response: Response<Answer>) -> Response<Answer> {
    let (mut head, body) = response.into_parts();
    let body = match body.whole(LARGEST).await {
        Ok(body) => body,
        Err(answer) => return Response::from_parts(head, answer),
    };
    let Some(made) = responses::shaped(head.status.as_u16(), &body, CREDENTIAL) else {
        return Response::from_parts(head, Answer::Whole(Some(body)));
    };
    head.headers.remove(CONTENT_LENGTH);
    let json = HeaderValue::from_static("application/json");
    head.headers.insert(CONTENT_TYPE, json);
    Response::from_parts(head, Answer::Whole(Some(Bytes::from(made))))
}

fn stopping() -> Refusal {
    Refusal::new(
        ErrorKind::Overloaded,
        "ccproxy is stopping; the answer had not begun. Start it again, then send the request again",
    )
}
