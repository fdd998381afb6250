//! Requests from one format into another, as the proxy translates them.

use formats::conversation::{Losses, Names, Request};
use formats::responses::Rules;
use formats::{Failure, chat, messages, responses};

use crate::said::{Said, of_chat, of_messages, of_responses};

/// A request in another format.
#[derive(Debug)]
pub(crate) struct Translated {
    pub(crate) body: String,
    pub(crate) names: Names,
    pub(crate) losses: Losses,
}

/// A Chat request as a Messages request.
pub(crate) fn to_messages(chat: &str) -> Result<Translated, Failure> {
    let mut losses = Losses::default();
    let (request, _) = chat::decode_request(chat, &mut losses)?;
    into_messages(&request, losses)
}

/// A Messages request as a Chat request.
pub(crate) fn to_chat(messages: &str) -> Result<Translated, Failure> {
    let mut losses = Losses::default();
    let (request, _) = messages::decode_request(messages, &mut losses)?;
    into_chat(&request, losses)
}

/// A Chat request as a Responses request.
pub(crate) fn chat_to_responses(chat: &str, rules: Rules) -> Result<Translated, Failure> {
    let mut losses = Losses::default();
    let (request, _) = chat::decode_request(chat, &mut losses)?;
    into_responses(&request, rules, losses)
}

/// A Messages request as a Responses request.
pub(crate) fn messages_to_responses(messages: &str, rules: Rules) -> Result<Translated, Failure> {
    let mut losses = Losses::default();
    let (request, _) = messages::decode_request(messages, &mut losses)?;
    into_responses(&request, rules, losses)
}

pub(crate) fn into_responses(
    request: &Request<'_>,
    rules: Rules,
    mut losses: Losses,
) -> Result<Translated, Failure> {
    let options = responses::Options { rules };
    let (body, names) = responses::encode_request(request, &options, &mut losses)?;
    Ok(Translated {
        body: String::from_utf8(body).unwrap(),
        names,
        losses,
    })
}

/// A Responses request as a Messages request.
pub(crate) fn responses_to_messages(body: &str) -> Result<Translated, Failure> {
    let mut losses = Losses::default();
    let (request, _) = responses::decode_request(body, &mut losses)?;
    into_messages(&request, losses)
}

/// A Responses request as a Chat request.
pub(crate) fn responses_to_chat(body: &str) -> Result<Translated, Failure> {
    let mut losses = Losses::default();
    let (request, _) = responses::decode_request(body, &mut losses)?;
    into_chat(&request, losses)
}

pub(crate) fn into_messages(
    request: &Request<'_>,
    mut losses: Losses,
) -> Result<Translated, Failure> {
    let options = messages::Options { cache: true };
    let (body, names) = messages::encode_request(request, &options, &mut losses)?;
    Ok(Translated {
        body: String::from_utf8(body).unwrap(),
        names,
        losses,
    })
}

pub(crate) fn into_chat(request: &Request<'_>, mut losses: Losses) -> Result<Translated, Failure> {
    let (body, names) = chat::encode_request(request, &chat::Options::default(), &mut losses)?;
    Ok(Translated {
        body: String::from_utf8(body).unwrap(),
        names,
        losses,
    })
}

impl Translated {
    /// What the Messages request says, with the client's own names of its tools.
    pub(crate) fn said_in_messages(&self) -> Vec<Said> {
        self.with_own_names(of_messages(&self.body))
    }

    /// What the Chat request says, with the client's own names of its tools.
    pub(crate) fn said_in_chat(&self) -> Vec<Said> {
        self.with_own_names(of_chat(&self.body))
    }

    /// What the Responses request says, with the client's own names of its tools.
    pub(crate) fn said_in_responses(&self) -> Vec<Said> {
        self.with_own_names(of_responses(&self.body))
    }

    fn with_own_names(&self, mut said: Vec<Said>) -> Vec<Said> {
        for one in &mut said {
            if let Said::Call { name, .. } = one {
                *name = self.names.restore(name).to_string();
            }
        }
        said
    }
}
