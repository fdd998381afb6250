use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A program on this machine answers within this time, or not at all.
const PATIENCE: Duration = Duration::from_secs(2);
/// What is read of the answer; ours is a tenth of it.
const ANSWER: u64 = 4096;

/// Who answers at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// Nobody: the port is free.
    Nobody,
    /// A gateway like this one.
    Gateway {
        /// Its version.
        version: String,
    },
    /// Some other program.
    Stranger,
}

#[derive(Deserialize)]
struct Root {
    name: String,
    version: String,
}

/// Asks who listens at `address`. Sends nothing but a plain `GET /`.
pub async fn probe(address: SocketAddr) -> Probe {
    let Ok(Ok(stream)) = timeout(PATIENCE, TcpStream::connect(address)).await else {
        return Probe::Nobody;
    };
    match timeout(PATIENCE, ask(stream)).await {
        Ok(Some(root)) if root.name == "ccproxy" => Probe::Gateway {
            version: root.version,
        },
        _ => Probe::Stranger,
    }
}

async fn ask(mut stream: TcpStream) -> Option<Root> {
    let request = b"GET / HTTP/1.0\r\nhost: localhost\r\n\r\n";
    stream.write_all(request).await.ok()?;
    let mut answer = Vec::new();
    stream.take(ANSWER).read_to_end(&mut answer).await.ok()?;
    let body = answer.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    serde_json::from_slice(&answer[body..]).ok()
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_free_port_and_a_stranger_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stranger = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"220 mail ready\r\n").await.unwrap();
        });
        assert_eq!(probe(address).await, Probe::Stranger);
        stranger.await.unwrap();
        assert_eq!(probe(address).await, Probe::Nobody);
    }
}
