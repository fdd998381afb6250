//! What the app and the window's process say to each other: one JSON document in each line, over two pipes.

use std::io::{self, BufRead, Read as _};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _};

use crate::commands::Told;

/// The longest line of the window's process in bytes: what a person types or pastes is far shorter.
pub(super) const LONGEST_SAID: usize = 256 << 10;

/// The longest line of the app in bytes: the 500 requests of the activity take less than 1 MiB.
pub(super) const LONGEST_ORDER: usize = 4 << 20;

/// What the window's process says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Said {
    /// The page calls a command that its capability names.
    Call {
        /// Names the answer.
        id: u64,
        /// The command.
        command: String,
        /// Its arguments: a JSON object. It may hold a typed key.
        arguments: Box<RawValue>,
    },
    /// Whether the person looks at the window.
    Focused(bool),
    /// The person closes the window.
    Closing,
    /// What went wrong, for the log. It holds nothing that the page was told.
    Trouble(String),
}

/// What the app says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Order {
    /// What a call came to.
    Answer {
        /// The call.
        id: u64,
        /// A JSON document, or one sentence for the person.
        answer: Told<Box<RawValue>>,
    },
    /// Something that the page listens to.
    Event {
        /// The event.
        name: String,
        /// A JSON document.
        payload: Box<RawValue>,
    },
    /// Bring the window forward.
    Show,
    /// Close the window.
    Close,
}

/// A message as a line.
///
/// # Errors
/// It would be longer than `longest` bytes.
pub(super) fn line(message: &impl Serialize, longest: usize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    if line.len() > longest {
        return Err(too_long());
    }
    Ok(line)
}

/// The message in a line.
///
/// # Errors
/// It is none. The error quotes nothing, since the line may hold a typed key.
pub(super) fn message<'a, T: Deserialize<'a>>(line: &'a [u8]) -> io::Result<T> {
    serde_json::from_slice(line).map_err(|_| invalid("the line is no message"))
}

/// Reads the next line into `line`; `false` at the end.
///
/// # Errors
/// It is longer than `longest` bytes, or cannot be read.
pub(super) fn read(
    from: &mut impl BufRead,
    line: &mut Vec<u8>,
    longest: usize,
) -> io::Result<bool> {
    line.clear();
    from.take(bound(longest)).read_until(b'\n', line)?;
    is_whole(line, longest)
}

/// The same, without blocking.
///
/// # Errors
/// It is longer than `longest` bytes, or cannot be read.
pub(super) async fn next(
    from: &mut (impl AsyncBufRead + Unpin),
    line: &mut Vec<u8>,
    longest: usize,
) -> io::Result<bool> {
    line.clear();
    from.take(bound(longest)).read_until(b'\n', line).await?;
    is_whole(line, longest)
}

fn bound(longest: usize) -> u64 {
    u64::try_from(longest).unwrap_or(u64::MAX)
}

/// Whether a line came to its end. Half a line is what a process leaves that died.
fn is_whole(line: &[u8], longest: usize) -> io::Result<bool> {
    if line.ends_with(b"\n") {
        Ok(true)
    } else if line.len() < longest {
        Ok(false)
    } else {
        Err(too_long())
    }
}

fn too_long() -> io::Error {
    invalid("the line is too long")
}

fn invalid(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use serde_json::value::to_raw_value;

    use super::*;

    #[test]
    fn what_is_said_comes_through_whole_and_in_order() {
        let call = Said::Call {
            id: 7,
            command: "save_key".into(),
            arguments: to_raw_value(&serde_json::json!({ "key": "a\nb" })).expect("JSON"),
        };
        let mut sent = line(&call, LONGEST_SAID).expect("a line");
        sent.extend(line(&Said::Closing, LONGEST_SAID).expect("a line"));
        let (mut from, mut read_line) = (sent.as_slice(), Vec::new());
        assert!(read(&mut from, &mut read_line, LONGEST_SAID).expect("read"));
        let Ok(Said::Call {
            id: 7, arguments, ..
        }) = serde_json::from_slice(&read_line)
        else {
            panic!("another message");
        };
        assert_eq!(arguments.get(), r#"{"key":"a\nb"}"#);
        assert!(read(&mut from, &mut read_line, LONGEST_SAID).expect("read"));
        assert!(matches!(
            serde_json::from_slice(&read_line),
            Ok(Said::Closing)
        ));
        assert!(!read(&mut from, &mut read_line, LONGEST_SAID).expect("the end"));
    }

    #[test]
    fn an_answer_and_a_refusal_come_through() {
        for answer in [Ok(to_raw_value(&()).expect("JSON")), Err("No.".to_owned())] {
            let expected = answer
                .as_ref()
                .map(|answer| answer.get().to_owned())
                .map_err(Clone::clone);
            let sent = line(&Order::Answer { id: 1, answer }, LONGEST_ORDER).expect("a line");
            let Ok(Order::Answer { id: 1, answer }) = serde_json::from_slice(&sent) else {
                panic!("another message");
            };
            assert_eq!(answer.map(|answer| answer.get().to_owned()), expected);
        }
    }

    #[tokio::test]
    async fn a_line_without_an_end_is_given_up_at_its_bound() {
        let endless = vec![b'x'; 100];
        let mut line = Vec::new();
        assert!(next(&mut endless.as_slice(), &mut line, 64).await.is_err());
        assert!(line.len() <= 64);
        assert!(read(&mut endless.as_slice(), &mut line, 64).is_err());
        assert!(
            !next(&mut b"half".as_slice(), &mut line, 64)
                .await
                .expect("an end")
        );
    }

    #[test]
    fn what_is_no_message_is_not_quoted() {
        for line in [
            &b"sk-secret\n"[..],
            b"{\"sk-secret\":1}\n",
            b"\"sk-secret\"\n",
        ] {
            let Err(error) = message::<Said>(line) else {
                panic!("taken for a message");
            };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_sent() {
        assert!(line(&Said::Trouble("x".repeat(64)), 64).is_err());
    }
}
