use std::net::SocketAddr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::listen::is_ours;

/// A program on this machine answers within this time, or not at all.
const PATIENCE: Duration = Duration::from_secs(2);
/// What is read of the answer; ours is a tenth of it.
const ANSWER: u64 = 4096;
/// What is read of its metrics.
const METRICS: u64 = 64 << 10;

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

/// The `claude` processes of a gateway, as its metrics have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processes {
    /// How many there are.
    Counted {
        /// Those that there are, idle ones among them.
        running: u64,
        /// Those that wait for a request.
        idle: u64,
        /// What they take, in bytes; `None` where the system does not tell.
        memory: Option<u64>,
    },
    /// The gateway wants another auth token.
    Refused,
    /// It has none to tell of, or gave no answer that can be read.
    Untold,
}

/// Asks the gateway at `address` for its processes. It gets the auth token, as from any client; so nobody else is asked,
/// whatever it answered to [`probe`].
pub async fn processes(address: SocketAddr, token: Option<&SecretString>) -> Processes {
    if !is_ours(address.port()).await {
        return Processes::Untold;
    }
    let metrics = async {
        let stream = TcpStream::connect(address).await.ok()?;
        metrics(stream, token).await
    };
    let answer = timeout(PATIENCE, metrics).await.ok().flatten();
    answer.map_or(Processes::Untold, |answer| counted(&answer))
}

async fn metrics(mut stream: TcpStream, token: Option<&SecretString>) -> Option<String> {
    let mut request = SecretString::from("GET /metrics HTTP/1.0\r\nhost: localhost\r\n\r\n");
    if let Some(token) = token.map(ExposeSecret::expose_secret) {
        if token.bytes().any(|byte| byte.is_ascii_control()) {
            return None;
        }
        request = SecretString::from(format!(
            "GET /metrics HTTP/1.0\r\nhost: localhost\r\nx-api-key: {token}\r\n\r\n"
        ));
    }
    let request = request.expose_secret().as_bytes();
    stream.write_all(request).await.ok()?;
    let mut answer = String::new();
    let mut answers = stream.take(METRICS);
    answers.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

fn counted(answer: &str) -> Processes {
    let status = answer.split(' ').nth(1);
    if matches!(status, Some("401" | "403")) {
        return Processes::Refused;
    }
    let value = |name: &str| -> Option<u64> {
        let of = |line: &str| line.strip_prefix(name)?.trim().parse().ok();
        answer.lines().find_map(of)
    };
    let all = value("ccproxy_claude_code_processes{state=\"all\"}");
    let idle = value("ccproxy_claude_code_processes{state=\"idle\"}");
    match (status, all, idle) {
        (Some("200"), Some(running), Some(idle)) => Processes::Counted {
            running,
            idle,
            memory: value("ccproxy_claude_code_memory_bytes"),
        },
        _ => Processes::Untold,
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn only_a_gateways_own_numbers_are_taken_for_counts() {
        let numbers = "ccproxy_claude_code_processes{state=\"all\"} 3\n\
                       ccproxy_claude_code_processes{state=\"idle\"} 1\n";
        let answer = |status: &str| format!("HTTP/1.0 {status}\r\n\r\n{numbers}");
        let told = Processes::Counted {
            running: 3,
            idle: 1,
            memory: None,
        };
        assert_eq!(counted(&answer("200 OK")), told);
        assert_eq!(counted(&answer("401 Unauthorized")), Processes::Refused);
        assert_eq!(counted(&answer("500 Oh")), Processes::Untold);
        assert_eq!(counted("HTTP/1.0 200 OK\r\n\r\n"), Processes::Untold);
        assert_eq!(counted("220 mail ready"), Processes::Untold);
    }

    #[tokio::test]
    async fn a_stranger_that_says_it_is_a_gateway_gets_no_auth_token() {
        // This program is none: its name is another.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let token = SecretString::from("canary");
        let asked = processes(address, Some(&token));
        let heard = timeout(Duration::from_millis(500), listener.accept());
        let (told, heard) = tokio::join!(asked, heard);
        assert_eq!(told, Processes::Untold);
        assert!(heard.is_err(), "it was asked");
    }

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
