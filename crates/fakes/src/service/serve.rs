//! The HTTP/1.1 server around a fake service.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::body::Body;

/// How long accepting rests after it failed, for want of file descriptors as a rule.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// A fake service. Clones share their state.
pub(crate) trait Service: Clone + Send + Sync + 'static {
    /// Answers one request whose body was already read.
    fn answer(&self, request: Request<Bytes>) -> impl Future<Output = Response<Body>> + Send;
    /// The largest body that it accepts, in bytes.
    fn max_body(&self) -> usize;
    /// Whether header names are written in odd case.
    fn is_hostile(&self) -> bool;
    /// Takes note of a connection.
    fn connected(&self);
}

/// Serves HTTP/1.1 on `listener` until `shutdown` resolves; open connections end with it.
pub(crate) async fn serve(
    fake: impl Service,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
) {
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    fake.connected();
                    connections.spawn(connection(fake.clone(), stream));
                }
                Err(_) => tokio::time::sleep(ACCEPT_REST).await,
            },
        }
    }
    connections.shutdown().await;
}

async fn connection(fake: impl Service, stream: TcpStream) {
    // Without it, small events wait for acknowledgements; with an error the connection works all the same.
    let _ = stream.set_nodelay(true);
    let hostile = fake.is_hostile();
    let service = service_fn(move |request| {
        let fake = fake.clone();
        async move { Ok::<_, Infallible>(exchange(&fake, request).await) }
    });
    // An error here is the client's going away or a scenario's abort: the log of streams has it.
    let _ = http1::Builder::new()
        .title_case_headers(hostile)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(fake: &impl Service, request: Request<Incoming>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = read(body, fake.max_body()).await;
    fake.answer(Request::from_parts(parts, body)).await
}

/// Reads a body up to one byte more than `most`, which is enough to refuse it.
async fn read(mut body: Incoming, most: usize) -> Bytes {
    let mut bytes = BytesMut::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Some(data) = frame.data_ref() {
            let left = (most + 1).saturating_sub(bytes.len());
            bytes.extend_from_slice(&data[..data.len().min(left)]);
            if bytes.len() > most {
                break;
            }
        }
    }
    bytes.freeze()
}
