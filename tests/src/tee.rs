//! A relay in front of a fake that keeps the very bytes of each request's body.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::wire::read_request;

/// A running relay; it ends with this guard.
#[derive(Debug)]
pub struct Tee {
    address: SocketAddr,
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
    task: JoinHandle<()>,
}

impl Tee {
    /// Starts it on a free port, in front of `upstream`.
    ///
    /// # Errors
    /// No port is free.
    pub async fn to(upstream: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&bodies);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let bodies = Arc::clone(&taken);
                connections.spawn(async move {
                    // Who goes away ends this connection, and nothing else.
                    let _ = relay(stream, upstream, &bodies).await;
                });
            }
        });
        Ok(Self {
            address,
            bodies,
            task,
        })
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The bodies so far, in the order of the requests.
    #[must_use]
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        lock(&self.bodies).clone()
    }
}

fn lock(bodies: &Mutex<Vec<Vec<u8>>>) -> MutexGuard<'_, Vec<Vec<u8>>> {
    bodies.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Tee {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn relay(
    client: TcpStream,
    upstream: SocketAddr,
    bodies: &Mutex<Vec<Vec<u8>>>,
) -> Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_upstream, mut to_upstream) = TcpStream::connect(upstream).await?.into_split();
    let answers = tokio::io::copy(&mut from_upstream, &mut to_client);
    let requests = async {
        loop {
            let request = read_request(&mut from_client).await?;
            let end = request.windows(4).position(|four| four == b"\r\n\r\n");
            let body = request[end.context("no head")? + 4..].to_vec();
            lock(bodies).push(body);
            to_upstream.write_all(&request).await?;
        }
    };
    tokio::select! {
        answered = answers => answered.map(|_| ()).context("the answer broke off"),
        asked = requests => asked,
    }
}
