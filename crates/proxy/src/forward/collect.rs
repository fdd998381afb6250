//! One whole answer for a client that wants it from a provider that gives only events: in its own format, byte for byte.

use axum::body::Body;
use bytes::Bytes;
use formats::responses::Collector;
use formats::sse::Message;
use formats::{ErrorKind, Failure};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::response::Parts;
use http::{HeaderValue, Response};
use providers::Answer;

use crate::app::App;
use crate::open::OpenRequest;
use crate::relay::{Changes, Relay};
use crate::request_id::RequestId;
use crate::translate;

/// Reads a stream to its end, with `changes` made.
pub(super) async fn answer(
    app: &App,
    (mut head, body): (Parts, Answer),
    changes: Changes,
    id: &RequestId,
    open: OpenRequest,
) -> Response<Body> {
    let collected = translate::until_stopped(app, collect(body, changes)).await;
    head.headers.remove(CONTENT_LENGTH);
    head.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    match collected {
        Ok(whole) => {
            let relay = Relay::bytes(Answer::Whole(Some(Bytes::from(whole))), open);
            Response::from_parts(head, Body::new(relay))
        }
        Err(failure) => translate::failed(formats::Format::Responses, &failure, head, id),
    }
}

async fn collect(body: Answer, changes: Changes) -> Result<Vec<u8>, Failure> {
    let mut collector = Collector::default();
    translate::each_event(body, &mut |message| {
        let changed = changes.made(message.data);
        collector.push(Message {
            data: changed.as_deref().unwrap_or(message.data),
            ..message
        })?;
        Ok(!collector.finished())
    })
    .await?;
    if !collector.finished() {
        return Err(Failure::new(
            ErrorKind::BadGateway,
            "the provider's answer ended before its last event; send the request again",
        ));
    }
    collector.finish()
}
