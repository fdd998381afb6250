//! The clients that were issued: each is bound to a person and an installation.

use crate::logins::consent::Wanted;
use crate::logins::ids;
use crate::logins::people::Person;
use crate::logins::scenario::CallbackClient;
use crate::logins::state::State;

use super::DYNAMIC;

/// An issued client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) host_id: String,
    person: String,
}

/// The client of a grant, and the client id that the callback shows.
pub(crate) struct Chosen {
    pub(crate) id: String,
    pub(crate) shown: Option<String>,
}

/// The client that a person's consent is for. One that belongs to somebody else gives way to their own, whose other id
/// the callback shows. Inferred: the pages only say that a client is bound to a person, and another id to be refused.
pub(crate) fn client_of(state: &mut State, wanted: &Wanted, person: &Person) -> Chosen {
    let host = wanted.host_id.clone().unwrap_or_default();
    let own = wanted.client_id != DYNAMIC
        && state
            .clients
            .iter()
            .any(|client| client.id == wanted.client_id && client.person == person.id);
    let id = if own {
        wanted.client_id.clone()
    } else {
        registered(state, &host, &person.id)
    };
    match state.config.chatgpt.callback_client {
        CallbackClient::Issued => Chosen {
            shown: Some(id.clone()),
            id,
        },
        CallbackClient::Absent => Chosen { id, shown: None },
        // It works: whoever takes it gets tokens, and is found out.
        CallbackClient::Different => {
            let id = add(state, &host, &person.id);
            Chosen {
                shown: Some(id.clone()),
                id,
            }
        }
    }
}

/// The client of a person's installation; registered if it is new.
pub(crate) fn registered(state: &mut State, host_id: &str, person: &str) -> String {
    let known = state
        .clients
        .iter()
        .find(|client| client.host_id == host_id && client.person == person)
        .map(|client| client.id.clone());
    known.unwrap_or_else(|| add(state, host_id, person))
}

fn add(state: &mut State, host_id: &str, person: &str) -> String {
    let id = ids::token("oaiapp_", 24);
    state.clients.push(Client {
        id: id.clone(),
        host_id: host_id.to_owned(),
        person: person.to_owned(),
    });
    id
}
