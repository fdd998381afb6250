//! Which refresh tokens were presented, and what they were answered.
//!
//! A token that was never answered may be presented once more: the answer was lost. One that was answered may not.

use std::collections::HashMap;

use super::endpoint::Server;
use super::violation::Kind;

/// How a presented refresh token was answered for good. A passing failure (429, 5xx) is no such answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// With new tokens; this one is used up.
    Rotated,
    /// With a refusal that ends its life.
    Refused,
    /// With something that leaves it as good as before.
    Kept,
}

/// One request with a refresh token.
#[derive(Clone, Debug)]
pub(crate) struct Presentation {
    pub(crate) key: (Server, String),
    pub(crate) outcome: Outcome,
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Presented(HashMap<(Server, String), Record>);

#[derive(Debug, Default)]
struct Record {
    open: usize,
    answered: Option<Outcome>,
}

impl Presented {
    /// Notes that a token is being presented; says what is wrong with that. Each call needs a `close`.
    pub(crate) fn open(&mut self, key: (Server, String)) -> Vec<Kind> {
        let record = self.0.entry(key).or_default();
        let mut wrong = Vec::new();
        match record.answered {
            Some(Outcome::Rotated) => wrong.push(Kind::Reused),
            Some(Outcome::Refused) => wrong.push(Kind::PresentedAfterRefusal),
            Some(Outcome::Kept) | None => {}
        }
        if record.open > 0 {
            wrong.push(Kind::Concurrent);
        }
        record.open += 1;
        wrong
    }

    /// Notes that the request is over: with an outcome where the answer went out.
    pub(crate) fn close(&mut self, key: &(Server, String), answered: Option<Outcome>) {
        if let Some(record) = self.0.get_mut(key) {
            record.open = record.open.saturating_sub(1);
            // The first answer that matters stays: a reuse is a reuse, however it was refused.
            if matches!(record.answered, None | Some(Outcome::Kept)) && answered.is_some() {
                record.answered = answered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Presented};
    use crate::logins::endpoint::Server;
    use crate::logins::violation::Kind;

    fn key() -> (Server, String) {
        (Server::Claude, "token".to_owned())
    }

    #[test]
    fn a_token_without_an_answer_may_come_again() {
        let mut presented = Presented::default();
        for _ in 0..2 {
            assert_eq!(presented.open(key()), []);
            presented.close(&key(), None);
        }
        presented.open(key());
        presented.close(&key(), Some(Outcome::Kept));
        assert_eq!(presented.open(key()), []);
    }

    #[test]
    fn a_token_with_an_answer_may_not() {
        for (outcome, kind) in [
            (Outcome::Rotated, Kind::Reused),
            (Outcome::Refused, Kind::PresentedAfterRefusal),
        ] {
            let mut presented = Presented::default();
            presented.open(key());
            presented.close(&key(), Some(outcome));
            assert_eq!(presented.open(key()), [kind]);
        }
    }

    #[test]
    fn two_requests_at_once_are_seen() {
        let mut presented = Presented::default();
        presented.open(key());
        assert_eq!(presented.open(key()), [Kind::Concurrent]);
    }
}
