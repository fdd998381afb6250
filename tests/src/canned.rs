//! An upstream that sends fixed bytes: for what no well-behaved provider does, and for what exactly it was sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::wire::read_request;

/// A stream of the Messages format with one word in it.
const STREAM: &str = "event: message_start\n\
    data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_canned\",\"type\":\"message\",\"role\":\"assistant\",\
    \"model\":\"claude-sonnet-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\
    \"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n\
    event: content_block_delta\n\
    data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"canned\"}}\n\n\
    event: message_stop\n\
    data: {\"type\":\"message_stop\"}\n\n";

/// Requests that contain this get events without end, as fast as they are taken.
pub const FLOOD: &str = "flood-me";

/// Requests that contain this get no answer; it is noted when their client lets go.
pub const HOLD: &str = "hold-me";

/// How much of each request is kept, and searched for the mark.
const KEPT: usize = 64 << 10;

/// A running upstream; it ends with this guard.
#[derive(Debug)]
pub struct Canned {
    address: SocketAddr,
    notes: Arc<Mutex<Notes>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Notes {
    seen: Vec<Vec<u8>>,
    let_go: Vec<Instant>,
}

impl Canned {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let notes = Arc::new(Mutex::new(Notes::default()));
        let taken = Arc::clone(&notes);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let notes = Arc::clone(&taken);
                connections.spawn(async move {
                    // A client that goes away ends its connection, and nothing else.
                    let _ = serve(stream, &notes).await;
                });
            }
        });
        Ok(Self {
            address,
            notes,
            task,
        })
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, head and body, byte by byte; of large ones the beginning.
    #[must_use]
    pub fn seen(&self) -> Vec<Vec<u8>> {
        lock(&self.notes).seen.clone()
    }

    /// When the clients of held requests closed their connections.
    #[must_use]
    pub fn let_go(&self) -> Vec<Instant> {
        lock(&self.notes).let_go.clone()
    }
}

fn lock(notes: &Mutex<Notes>) -> MutexGuard<'_, Notes> {
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, notes: &Mutex<Notes>) -> Result<()> {
    loop {
        let mut request = read_request(&mut stream).await?;
        request.truncate(KEPT);
        let has = |mark: &str| {
            let mut windows = request.windows(mark.len());
            windows.any(|window| window == mark.as_bytes())
        };
        let (flood, hold) = (has(FLOOD), has(HOLD));
        lock(notes).seen.push(request);
        if hold {
            // Nothing more comes from the client but its end.
            let _ = stream.read(&mut [0]).await;
            lock(notes).let_go.push(Instant::now());
            return Ok(());
        }
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_canned\r\n";
        if flood {
            let begin = format!("{head}connection: close\r\n\r\n");
            stream.write_all(begin.as_bytes()).await?;
            let delta = format!(
                "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"text\":\"{}\"}}\n\n",
                "x".repeat(32 << 10)
            );
            loop {
                stream.write_all(delta.as_bytes()).await?;
            }
        }
        let answer = format!("{head}content-length: {}\r\n\r\n{STREAM}", STREAM.len());
        stream.write_all(answer.as_bytes()).await?;
    }
}
