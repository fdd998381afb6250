//! Reads a request body whole, once, within its bounds: size, time, and memory of the process.

mod budget;
mod decode;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use formats::ErrorKind;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, EXPECT};
use http_body_util::BodyExt;
use providers::RequestBody;
use tokio::time::{Instant, timeout, timeout_at};

pub(crate) use budget::Budget;
use budget::Share;

use crate::refusal::Refusal;

/// The next bytes must come within this time.
const PAUSE: Duration = Duration::from_secs(30);
/// The whole body must come within this time.
const WHOLE: Duration = Duration::from_secs(600);
/// What is read and dropped of a body that is refused, so that a client that writes before it reads gets the answer
/// and not a broken connection.
const LINGER: Duration = Duration::from_secs(5);
const LINGER_BYTES: u64 = 256 << 20;

/// The bounds for one body.
pub(crate) struct Bounds<'a> {
    /// `server.max_body`, in bytes, of the body as it comes and as it is once decoded.
    pub(crate) max: u64,
    /// What all bodies of the process share.
    pub(crate) budget: &'a Arc<Budget>,
}

/// Reads and, if it is compressed, decodes the body.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    bounds: Bounds<'_>,
) -> Result<RequestBody, Refusal> {
    let encoding = decode::Encoding::of(headers)?;
    let announced = announced_length(headers);
    if announced.is_some_and(|n| n > bounds.max) {
        linger(headers, body).await;
        return Err(too_large(bounds.max));
    }
    let mut share = bounds.budget.share();
    if share.grow(announced.unwrap_or(0)).is_err() {
        linger(headers, body).await;
        return Err(budget_spent());
    }
    let pieces = match collect(body, &mut share, bounds.max).await {
        Ok(pieces) => pieces,
        Err((refusal, rest)) => {
            linger(headers, rest).await;
            return Err(refusal);
        }
    };
    let pieces = match encoding {
        None => pieces,
        Some(encoding) => {
            let (decoded, larger) = decode::decode(encoding, pieces, share, bounds.max).await?;
            share = larger;
            decoded
        }
    };
    Ok(RequestBody::new(pieces).holding(Arc::new(share)))
}

fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(
    mut body: Body,
    share: &mut Share,
    max: u64,
) -> Result<VecDeque<Bytes>, (Refusal, Body)> {
    let mut pieces = VecDeque::new();
    let mut size = 0_u64;
    let deadline = Instant::now() + WHOLE;
    loop {
        let pause = (Instant::now() + PAUSE).min(deadline);
        let frame = match timeout_at(pause, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => return Ok(pieces),
            Ok(Some(Err(_))) => return Err((broken(), Body::empty())),
            Err(_) => return Err((too_slow(size), Body::empty())),
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        size += data.len() as u64;
        if size > max {
            return Err((too_large(max), body));
        }
        if share.cover(size).is_err() {
            return Err((budget_spent(), body));
        }
        pieces.push_back(data);
    }
}

/// Reads on for a while without keeping anything; a client that waits for `100 Continue` has sent nothing.
async fn linger(headers: &HeaderMap, mut body: Body) {
    if headers.contains_key(EXPECT) {
        return;
    }
    let drop_all = async {
        let mut size = 0_u64;
        while let Some(Ok(frame)) = body.frame().await {
            size += frame.data_ref().map_or(0, |d| d.len() as u64);
            if size > LINGER_BYTES {
                return;
            }
        }
    };
    let _ = timeout(LINGER, drop_all).await;
}

fn too_large(max: u64) -> Refusal {
    Refusal::new(
        ErrorKind::TooLarge,
        format!(
            "the request body is larger than {max} bytes, the limit that server.max_body sets here"
        ),
    )
}

fn budget_spent() -> Refusal {
    Refusal::new(
        ErrorKind::Overloaded,
        "too many large requests at once; try again in a moment",
    )
    .retry_after(1)
}

fn too_slow(size: u64) -> Refusal {
    Refusal::new(
        ErrorKind::RequestTimeout,
        format!(
            "the request body came too slowly: {size} bytes so far. Its next bytes must come within {} seconds, all of \
             it within {}",
            PAUSE.as_secs(),
            WHOLE.as_secs()
        ),
    )
}

fn broken() -> Refusal {
    Refusal::new(
        ErrorKind::InvalidRequest,
        "the request body ended before its announced length, or its chunks are malformed",
    )
}
