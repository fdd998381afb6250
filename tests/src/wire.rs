//! HTTP/1.1 by hand over a plain socket: malformed bytes go out as they are told, and answers are read strictly.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader,
};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

use crate::DEADLINE;

/// A request under construction; nothing is checked, nothing is added but what is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    head: String,
    body: Vec<u8>,
}

impl Request {
    /// A request line with no header at all.
    #[must_use]
    pub fn bare(method: &str, target: &str) -> Self {
        Self {
            head: format!("{method} {target} HTTP/1.1\r\n"),
            body: Vec::new(),
        }
    }

    /// A request with a right `Host`.
    #[must_use]
    pub fn new(method: &str, target: &str, to: SocketAddr) -> Self {
        Self::bare(method, target).header("host", &to.to_string())
    }

    /// Adds a header line.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// Adds a body with its `content-length`.
    #[must_use]
    pub fn body(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = bytes.into();
        let length = self.body.len().to_string();
        self.header("content-length", &length)
    }

    /// Adds a JSON body with both of its headers.
    #[must_use]
    pub fn json(self, value: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(value.to_string())
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head.clone().into_bytes();
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Sends it on a connection of its own and reads the whole answer.
    ///
    /// # Errors
    /// No connection, or no well-formed answer within [`DEADLINE`].
    pub async fn send(&self, to: SocketAddr) -> Result<Answer> {
        exchange(to, &self.bytes()).await
    }
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in the order of the wire.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer coding.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is not.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("not JSON ({}): {}", self.status, self.text()))
    }
}

/// Sends `bytes` on a connection of their own and reads one whole answer. The answer may come before all is sent.
///
/// # Errors
/// No connection, or no well-formed answer within [`DEADLINE`].
pub async fn exchange(to: SocketAddr, bytes: &[u8]) -> Result<Answer> {
    exchange_within(to, bytes, DEADLINE).await
}

/// [`exchange`] with a deadline of its own.
///
/// # Errors
/// No connection, or no well-formed answer in time.
pub async fn exchange_within(to: SocketAddr, bytes: &[u8], within: Duration) -> Result<Answer> {
    let head_only = bytes.starts_with(b"HEAD ");
    let Connection {
        mut reader,
        mut writer,
    } = Connection::open(to).await?;
    let sending = async {
        // A server that has answered may stop reading: its answer counts, not the broken pipe.
        let _ = writer.write_all(bytes).await;
        writer
    };
    let reading = read_answer(&mut reader, head_only);
    let both = async { tokio::join!(sending, reading).1 };
    timeout(within, both)
        .await
        .with_context(|| format!("no whole answer within {within:?}"))?
}

/// A connection for more than one exchange, or for half of one.
#[derive(Debug)]
pub struct Connection {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens there.
    pub async fn open(to: SocketAddr) -> Result<Self> {
        let stream = timeout(DEADLINE, TcpStream::connect(to))
            .await?
            .with_context(|| format!("no connection to {to}"))?;
        stream.set_nodelay(true)?;
        let (reader, writer) = stream.into_split();
        Ok(Self {
            reader: BufReader::new(reader),
            writer,
        })
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// The peer has closed.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        timeout(DEADLINE, self.writer.write_all(bytes))
            .await
            .context("the peer does not read")??;
        Ok(())
    }

    /// Reads one whole answer.
    ///
    /// # Errors
    /// It is not well-formed, or not whole within [`DEADLINE`].
    pub async fn answer(&mut self) -> Result<Answer> {
        self.answer_within(DEADLINE).await
    }

    /// Reads one whole answer.
    ///
    /// # Errors
    /// It is not well-formed, or not whole in time.
    pub async fn answer_within(&mut self, within: Duration) -> Result<Answer> {
        timeout(within, read_answer(&mut self.reader, false))
            .await
            .with_context(|| format!("no whole answer within {within:?}"))?
    }

    /// Reads the head of an answer, and leaves its body in the connection.
    ///
    /// # Errors
    /// It is not well-formed, or not there within [`DEADLINE`].
    pub async fn head(&mut self) -> Result<Answer> {
        timeout(DEADLINE, read_head(&mut self.reader))
            .await
            .context("no answer head in time")?
    }

    /// Reads until `mark` has come, and gives back all up to it.
    ///
    /// # Errors
    /// The connection ends, or `within` passes, before that.
    pub async fn read_until(&mut self, mark: &str, within: Duration) -> Result<String> {
        let mut seen = Vec::new();
        let reading = async {
            while !String::from_utf8_lossy(&seen).contains(mark) {
                let piece = self.reader.fill_buf().await?;
                ensure!(!piece.is_empty(), "the connection ended before {mark:?}");
                let count = piece.len();
                seen.extend_from_slice(piece);
                self.reader.consume(count);
            }
            Ok(())
        };
        timeout(within, reading)
            .await
            .with_context(|| format!("no {mark:?} within {within:?}"))??;
        Ok(String::from_utf8_lossy(&seen).into_owned())
    }

    /// Reads until the peer closes (an end or a reset), and gives back what came.
    ///
    /// # Errors
    /// It is still open after `within`.
    pub async fn read_to_close(&mut self, within: Duration) -> Result<Vec<u8>> {
        let mut rest = Vec::new();
        let reading = self.reader.read_to_end(&mut rest);
        // A reset closes as well as an end does.
        let _ = timeout(within, reading)
            .await
            .with_context(|| format!("the peer has not closed within {within:?}"))?;
        Ok(rest)
    }
}

async fn read_head(reader: &mut BufReader<OwnedReadHalf>) -> Result<Answer> {
    let status_line = read_line(reader).await?;
    let status = status_line
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split(' ').nth(1))
        .with_context(|| format!("no status line: {status_line:?}"))?
        .parse()?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader).await?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(':')
            .with_context(|| format!("no header line: {line:?}"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Answer {
        status,
        headers,
        body: Vec::new(),
    })
}

async fn read_answer(reader: &mut BufReader<OwnedReadHalf>, head_only: bool) -> Result<Answer> {
    let mut answer = read_head(reader).await?;
    while (100..200).contains(&answer.status) && answer.status != 101 {
        answer = read_head(reader).await?;
    }
    if head_only || matches!(answer.status, 101 | 204 | 304) {
        return Ok(answer);
    }
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = read_chunks(reader).await?;
    } else if let Some(length) = answer.header("content-length") {
        answer.body = vec![0; length.parse()?];
        reader.read_exact(&mut answer.body).await?;
    } else {
        reader.read_to_end(&mut answer.body).await?;
    }
    Ok(answer)
}

async fn read_chunks(reader: &mut BufReader<OwnedReadHalf>) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader).await?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)
            .with_context(|| format!("no chunk size: {line:?}"))?;
        if size == 0 {
            while !read_line(reader).await?.is_empty() {}
            return Ok(body);
        }
        let start = body.len();
        body.resize(start + size, 0);
        reader.read_exact(&mut body[start..]).await?;
        ensure!(read_line(reader).await?.is_empty(), "a chunk has no end");
    }
}

async fn read_line(reader: &mut BufReader<OwnedReadHalf>) -> Result<String> {
    let mut line = Vec::new();
    let count = reader.read_until(b'\n', &mut line).await?;
    if count == 0 {
        bail!("the connection ended inside an answer");
    }
    let line = line.strip_suffix(b"\r\n").unwrap_or(&line);
    String::from_utf8(line.to_vec()).context("an answer head is not text")
}

/// Reads one request off a server's end of a connection: head and body, byte by byte.
///
/// # Errors
/// The client has gone, or the head is not text.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        ensure!(
            stream.read_buf(&mut bytes).await? > 0,
            "the client has gone"
        );
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&bytes[..end])?.to_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map(|value| value.trim().parse::<usize>())
            .transpose()
            .context("no content-length")?
            .unwrap_or(0);
        if bytes.len() >= end + 4 + length {
            return Ok(bytes);
        }
    }
}
