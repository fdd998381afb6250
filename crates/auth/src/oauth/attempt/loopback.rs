use std::io;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use crate::oauth::LoginError;
use crate::oauth::wire::Http;

/// How often a taken port is tried again, and how long after (openai/codex, `login/src/server.rs`).
const TRIES: u32 = 10;
const REST: Duration = Duration::from_millis(200);
/// A login server that holds the port answers within this time, or is none.
const CANCEL: Duration = Duration::from_secs(2);
/// How often any port is looked for that is free in both families.
const DRAWS: u32 = 16;
/// When no more files can be opened, accepting pauses until some are closed.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// The host in a redirect to this machine, as its provider wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// `localhost`, which a browser may take for either family.
    Localhost,
    /// `127.0.0.1` (RFC 8252, 7.3).
    V4,
}

/// The open port for the browser's way back, on loopback alone.
#[derive(Debug)]
pub(crate) struct Loopback {
    name: Name,
    port: u16,
    v4: TcpListener,
    /// Where there is no IPv6, no browser comes that way either.
    v6: Option<TcpListener>,
}

impl Loopback {
    /// Opens any free port.
    pub(crate) async fn any(name: Name) -> Result<Self, LoginError> {
        let mut last = None;
        for _ in 0..DRAWS {
            match Self::bind(name, 0).await {
                Ok(open) => return Ok(open),
                Err(error) => last = Some(error),
            }
        }
        Err(no_port(last))
    }

    /// Opens the first of `ports` that is free. A login server of ours or of the Codex CLI that holds one is asked to go.
    pub(crate) async fn listed(name: Name, ports: &[u16], http: &Http) -> Result<Self, LoginError> {
        let mut last = None;
        for port in ports {
            match Self::taking_over(name, *port, http).await {
                Ok(open) => return Ok(open),
                Err(error) => last = Some(error),
            }
        }
        match last {
            // Windows denies the ports that its virtual machines keep for themselves.
            Some(error)
                if matches!(
                    error.kind(),
                    ErrorKind::AddrInUse | ErrorKind::PermissionDenied
                ) =>
            {
                Err(LoginError::PortsTaken {
                    ports: ports.to_vec(),
                })
            }
            last => Err(no_port(last)),
        }
    }

    async fn taking_over(name: Name, port: u16, http: &Http) -> io::Result<Self> {
        let mut last = match Self::bind(name, port).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse => error,
            other => return other,
        };
        // Whatever it answers, the port says whether it went.
        let address = format!("http://127.0.0.1:{port}/cancel");
        let _ = timeout(CANCEL, http.cancel(&address)).await;
        for _ in 0..TRIES {
            match Self::bind(name, port).await {
                Err(error) if error.kind() == ErrorKind::AddrInUse => last = error,
                other => return other,
            }
            sleep(REST).await;
        }
        Err(last)
    }

    async fn bind(name: Name, port: u16) -> io::Result<Self> {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = v4.local_addr()?.port();
        let v6 = match name {
            Name::V4 => None,
            Name::Localhost => match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
                Ok(v6) => Some(v6),
                // Somebody else would get the code of a browser that goes there.
                Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
                Err(_) => None,
            },
        };
        Ok(Self { name, port, v4, v6 })
    }

    /// The redirect address of a path here.
    pub(crate) fn redirect(&self, path: &str) -> String {
        let host = match self.name {
            Name::Localhost => "localhost",
            Name::V4 => "127.0.0.1",
        };
        format!("http://{host}:{}{path}", self.port)
    }

    /// The next connection.
    pub(crate) async fn accept(&self) -> TcpStream {
        loop {
            let accepted = match &self.v6 {
                None => self.v4.accept().await,
                Some(v6) => tokio::select! {
                    accepted = self.v4.accept() => accepted,
                    accepted = v6.accept() => accepted,
                },
            };
            match accepted {
                Ok((stream, from)) if is_here(from) => return stream,
                Ok(_) => {}
                Err(_) => sleep(EXHAUSTED).await,
            }
        }
    }
}

fn is_here(from: SocketAddr) -> bool {
    from.ip().to_canonical().is_loopback()
}

fn no_port(error: Option<io::Error>) -> LoginError {
    LoginError::NoPort {
        why: error.map_or_else(|| "none is configured".to_owned(), |e| e.to_string()),
    }
}
