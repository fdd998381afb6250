//! An answer that is small enough to be looked at whole, without harm to one that is not.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};
use http_body_util::BodyExt;

use crate::{Answer, AnswerError};

/// An answer of which a part was read already, and comes once more.
#[derive(Debug)]
pub struct Resumed {
    read: VecDeque<Bytes>,
    rest: Rest,
}

#[derive(Debug)]
enum Rest {
    Comes(Answer),
    Broken(Option<AnswerError>),
}

impl Answer {
    /// All bytes of the answer.
    ///
    /// # Errors
    /// The answer, as it was, where it has more than `most` bytes or breaks off: whoever reads it on finds that.
    pub async fn whole(mut self, most: usize) -> Result<Bytes, Self> {
        let (mut read, mut size) = (VecDeque::new(), 0);
        let rest = loop {
            match self.frame().await {
                None => return Ok(joined(read, size)),
                Some(Err(error)) => break Rest::Broken(Some(error)),
                Some(Ok(frame)) => {
                    // Trailers say nothing here.
                    if let Ok(data) = frame.into_data() {
                        size += data.len();
                        read.push_back(data);
                    }
                    if size > most {
                        break Rest::Comes(self);
                    }
                }
            }
        };
        Err(Self::Resumed(Box::new(Resumed { read, rest })))
    }
}

fn joined(mut pieces: VecDeque<Bytes>, size: usize) -> Bytes {
    if pieces.len() == 1 {
        return pieces.pop_front().unwrap_or_default();
    }
    let mut whole = BytesMut::with_capacity(size);
    pieces
        .iter()
        .for_each(|piece| whole.extend_from_slice(piece));
    whole.freeze()
}

impl Body for Resumed {
    type Data = Bytes;
    type Error = AnswerError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, AnswerError>>> {
        let this = self.get_mut();
        if let Some(piece) = this.read.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match &mut this.rest {
            Rest::Comes(answer) => Pin::new(answer).poll_frame(cx),
            Rest::Broken(error) => Poll::Ready(error.take().map(Err)),
        }
    }

    fn is_end_stream(&self) -> bool {
        let rest = match &self.rest {
            Rest::Comes(answer) => answer.is_end_stream(),
            Rest::Broken(error) => error.is_none(),
        };
        self.read.is_empty() && rest
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    /// An answer of these pieces.
    async fn answer(pieces: &[&'static str]) -> Answer {
        let (say, heard) = mpsc::channel(8);
        for piece in pieces {
            say.send(Bytes::from_static(piece.as_bytes()))
                .await
                .unwrap();
        }
        Answer::Piped(heard)
    }

    #[tokio::test]
    async fn a_small_answer_is_whole_and_a_large_one_loses_nothing() {
        for (pieces, most) in [(&["ab", "cd"][..], 4), (&["abcd"], 4), (&[], 0)] {
            let whole = answer(pieces).await.whole(most).await.unwrap();
            assert_eq!(whole, pieces.concat());
        }
        let large = answer(&["ab", "cd", "ef"])
            .await
            .whole(3)
            .await
            .unwrap_err();
        assert!(!large.is_end_stream());
        assert_eq!(large.collect().await.unwrap().to_bytes(), "abcdef");
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_breaks_off_for_who_reads_on() {
        let broken = Answer::Resumed(Box::new(Resumed {
            read: [Bytes::from_static(b"ab")].into(),
            rest: Rest::Broken(Some(AnswerError::new("it broke"))),
        }));
        let mut again = broken.whole(9).await.unwrap_err();
        let frame = again.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), "ab");
        assert!(again.frame().await.unwrap().is_err());
        assert!(again.frame().await.is_none());
    }
}
