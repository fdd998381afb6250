//! Accepts connections and serves each in a task of its own.

use std::future::{Future, poll_fn};
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::service::Front;
use crate::stop::Stop;

/// A request's head must be complete within this time.
const HEAD: Duration = Duration::from_secs(15);
/// A TLS handshake must be done within this time.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The read buffer of a connection grows up to this size; the head of a request cannot be larger.
const BUFFER: usize = 64 << 10;
/// When no more files can be opened, accepting pauses until some are closed.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// What every connection needs.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
    /// The certificate now in force; none means plain HTTP.
    pub(crate) tls: Arc<ArcSwapOption<ServerConfig>>,
    pub(crate) tasks: TaskTracker,
    /// Ends every connection at once, when draining took too long.
    pub(crate) kill: CancellationToken,
}

impl Server {
    /// Accepts until `closing`; then each connection ends with the request that it is in.
    pub(crate) async fn accept(self, listener: TcpListener, closing: Stop) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = closing.wait() => return,
            };
            match accepted {
                Ok((stream, _)) => self.spawn(stream, closing.clone()),
                Err(e) if is_of_one_connection(&e) => {}
                Err(error) => {
                    tracing::warn!(%error, "cannot accept connections");
                    tokio::time::sleep(EXHAUSTED).await;
                }
            }
        }
    }

    fn spawn(&self, stream: TcpStream, closing: Stop) {
        let server = self.clone();
        let kill = self.kill.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = server.connection(stream, closing) => {}
                () = kill.cancelled() => {}
            }
        });
    }

    async fn connection(self, stream: TcpStream, closing: Stop) {
        let Ok(local) = stream.local_addr() else {
            return;
        };
        // Events are small and must not wait for one another.
        let _ = stream.set_nodelay(true);
        match self.tls.load_full() {
            None => self.serve(stream, local.ip(), closing).await,
            // Boxed, so that plain connections do not carry room for it.
            Some(config) => Box::pin(self.encrypted(config, stream, local.ip(), closing)).await,
        }
    }

    async fn encrypted(
        self,
        config: Arc<ServerConfig>,
        stream: TcpStream,
        local: IpAddr,
        closing: Stop,
    ) {
        let handshake = TlsAcceptor::from(config).accept(stream);
        match tokio::time::timeout(HANDSHAKE, handshake).await {
            Ok(Ok(stream)) => self.serve(stream, local, closing).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        }
    }

    async fn serve<S>(self, stream: S, local: IpAddr, closing: Stop)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let front = Front {
            app: self.app,
            router: self.router,
            local,
        };
        let stop = front.app.stop.clone();
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(BUFFER)
            .serve_connection(
                TokioIo::new(stream),
                service_fn(|request| front.clone().serve(request)),
            );
        let mut connection = pin!(connection);
        let mut closing = Some(closing.stopping());
        let mut stopping = stop.stopping();
        let served = poll_fn(|cx| {
            if closing.as_mut().is_some_and(|c| c.poll(cx).is_ready()) {
                closing = None;
                connection.as_mut().graceful_shutdown();
            }
            // Wakes this task, and so every request and stream on it, which look at the stop by themselves.
            let _ = stopping.poll(cx);
            connection.as_mut().poll(cx)
        });
        if let Err(error) = served.await {
            // Mostly clients that went away.
            tracing::debug!(%error, "connection ended");
        }
    }
}

/// Errors that concern the one connection that was about to be accepted.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<A, B, F>(_: impl Fn(Server, A, B) -> F) -> usize {
        size_of::<F>()
    }

    /// Thousands of streams may be open at once, each in a task of this size.
    #[test]
    fn a_plain_connection_takes_little_room() {
        let bytes = size(|server: Server, stream, closing| server.connection(stream, closing));
        assert!(bytes < 2048, "{bytes} bytes");
    }
}
