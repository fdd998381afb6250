//! New tokens of a family.

use serde_json::{Map, Value};

use crate::logins::claims::{self, Stamp};
use crate::logins::endpoint::Server;
use crate::logins::grants::FamilyId;
use crate::logins::state::State;
use crate::logins::{ids, jwt};

use super::OFFLINE;

/// What access tokens are for (openai/codex users' tokens).
const AUDIENCE: &str = "https://api.openai.com/v1";

/// `{id_token, access_token, refresh_token}`, as the exchange of a code answers; no refresh token without the scope.
pub(crate) fn issue(state: &mut State, family: FamilyId) -> Value {
    renew(state, family, &[])
}

/// The same without the fields in `omit`.
pub(crate) fn renew(state: &mut State, family: FamilyId, omit: &[String]) -> Value {
    let Some(grant) = state.book.grant(family).cloned() else {
        return Value::Null;
    };
    let person = state.person(&grant.person);
    let config = state.config.openai.clone();
    let now = state.now();
    let stamp = |life: i64| Stamp {
        issuer: state.issuer(Server::Openai),
        now,
        life,
    };
    let id = claims::id(&stamp(config.id_life), &person, &grant, true);
    let access = claims::access(
        &stamp(config.access_life),
        &person,
        &grant,
        AUDIENCE,
        &grant.scopes,
    );
    let id_token = jwt::id_token(&state.keys, config.id_token, id);
    let access_token = jwt::signed(&state.keys, &access);
    let wanted = |name: &str| !omit.iter().any(|omitted| omitted == name);
    let mut answer = Map::new();
    if let Some(id_token) = id_token.filter(|_| wanted("id_token")) {
        state.book.add_id(family, &id_token, now + config.id_life);
        answer.insert("id_token".to_owned(), id_token.into());
    }
    if wanted("access_token") {
        let expires = now + config.access_life;
        state
            .book
            .add_access(family, &access_token, &grant.scopes, expires);
        answer.insert("access_token".to_owned(), access_token.into());
    }
    if wanted("refresh_token") && grant.scopes.iter().any(|scope| scope == OFFLINE) {
        let refresh_token = ids::token("rt_", 86);
        let expires = now + config.refresh_life;
        state
            .book
            .add_refresh(family, &refresh_token, expires, None);
        answer.insert("refresh_token".to_owned(), refresh_token.into());
    }
    answer.into()
}
