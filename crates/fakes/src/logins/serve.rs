//! The HTTP/1.1 server around the fakes.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::endpoint::Server;
use super::{Config, Logins, exchange};

/// How long accepting rests after it failed, for want of file descriptors as a rule.
const ACCEPT_REST: Duration = Duration::from_millis(50);
/// The largest body that is read; tokens are far smaller.
const MAX_BODY: usize = 64 * 1024;

/// All servers on one free loopback port, until this is dropped.
#[derive(Debug)]
pub struct Served {
    /// The servers.
    pub logins: Logins,
    /// Where they are, as `http://127.0.0.1:PORT`.
    pub origin: String,
    /// The same as an address.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    /// Serves all servers, configured so, on a free port.
    ///
    /// # Errors
    /// Where no loopback port can be had.
    pub async fn start(config: Config) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let logins = Logins::new(config);
        let task = tokio::spawn(logins.clone().serve(
            &Server::ALL,
            listener,
            std::future::pending(),
        ));
        let origin = format!("http://{address}");
        Server::ALL
            .iter()
            .for_each(|server| logins.lock().served(*server, &origin));
        Ok(Self {
            logins,
            origin,
            address,
            task,
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) async fn serve(
    logins: Logins,
    among: &'static [Server],
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
) {
    if let Ok(address) = listener.local_addr() {
        let origin = format!("http://{address}");
        let mut state = logins.lock();
        among
            .iter()
            .for_each(|server| state.served(*server, &origin));
    }
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(logins.clone(), among, stream));
                }
                Err(_) => tokio::time::sleep(ACCEPT_REST).await,
            },
        }
    }
    connections.shutdown().await;
}

async fn connection(logins: Logins, among: &'static [Server], stream: TcpStream) {
    let service = service_fn(move |request: Request<Incoming>| {
        let logins = logins.clone();
        async move {
            let (parts, body) = request.into_parts();
            // What is too large or broken off is answered like an empty body: refused.
            let body = Limited::new(body, MAX_BODY).collect().await;
            let body = body.map_or_else(|_| Bytes::new(), |body| body.to_bytes());
            exchange::answer(&logins, among, Request::from_parts(parts, body)).await
        }
    });
    // An error here is the client's going away, or a fault that closes the connection.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
