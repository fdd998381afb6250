//! What was granted: codes, the families of refresh tokens that come of them, and the access tokens.

mod codes;
mod refresh;

use std::collections::HashMap;

use serde::Serialize;

use super::endpoint::Server;

pub(crate) use codes::{Code, Redemption, Spent};
pub(crate) use refresh::{RefreshFault, Renewal};

/// What a person granted to a client.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) server: Server,
    /// The person's id.
    pub(crate) person: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    /// What the id token must repeat (OpenID Connect Core, 3.1.2.1).
    pub(crate) nonce: Option<String>,
    /// Whether the id token lists organizations (`id_token_add_organizations`).
    pub(crate) organizations: bool,
}

/// All tokens that came of one grant: they live and die together.
#[derive(Debug)]
struct Family {
    grant: Grant,
    revoked: bool,
}

/// Which family. It stays valid: families are revoked, never forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FamilyId(usize);

#[derive(Debug)]
struct Issued {
    family: FamilyId,
    scopes: Vec<String>,
    expires: i64,
}

/// Whose an access token is, for whoever has to accept or refuse it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bearer {
    /// Which server gave it out.
    pub server: Server,
    /// The person's id.
    pub person: String,
    /// The client that it was given to.
    pub client_id: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
}

/// The books of all servers.
#[derive(Debug, Default)]
pub(crate) struct Book {
    codes: HashMap<String, Code>,
    families: Vec<Family>,
    refresh: HashMap<String, refresh::Token>,
    access: HashMap<String, Issued>,
    ids: HashMap<String, Issued>,
}

impl Book {
    /// Opens a family.
    pub(crate) fn open(&mut self, grant: Grant) -> FamilyId {
        self.families.push(Family {
            grant,
            revoked: false,
        });
        FamilyId(self.families.len() - 1)
    }

    /// What a family was granted; `None` only for an id of another book.
    pub(crate) fn grant(&self, family: FamilyId) -> Option<&Grant> {
        self.families.get(family.0).map(|family| &family.grant)
    }

    pub(crate) fn add_access(
        &mut self,
        family: FamilyId,
        token: &str,
        scopes: &[String],
        expires: i64,
    ) {
        self.access
            .insert(token.to_owned(), issued(family, scopes, expires));
    }

    pub(crate) fn add_id(&mut self, family: FamilyId, token: &str, expires: i64) {
        self.ids
            .insert(token.to_owned(), issued(family, &[], expires));
    }

    /// Ends all tokens of a family.
    pub(crate) fn revoke(&mut self, family: FamilyId) {
        if let Some(family) = self.families.get_mut(family.0) {
            family.revoked = true;
        }
    }

    /// Ends all that was granted at a server.
    pub(crate) fn revoke_all(&mut self, server: Server) {
        self.families
            .iter_mut()
            .filter(|family| family.grant.server == server)
            .for_each(|family| family.revoked = true);
    }

    /// The family of a token of any kind, and the server and client that it belongs to.
    pub(crate) fn family_of(&self, token: &str) -> Option<(FamilyId, &Grant)> {
        let family = self
            .refresh
            .get(token)
            .map(|token| token.family)
            .or_else(|| self.access.get(token).map(|token| token.family))
            .or_else(|| self.ids.get(token).map(|token| token.family))?;
        Some((family, self.grant(family)?))
    }

    /// Whose a live access token is.
    pub(crate) fn bearer(&self, token: &str, now: i64) -> Option<Bearer> {
        let issued = self.access.get(token)?;
        let grant = self.live(issued, now)?;
        Some(Bearer {
            server: grant.server,
            person: grant.person.clone(),
            client_id: grant.client_id.clone(),
            scopes: issued.scopes.clone(),
        })
    }

    /// The grant behind an id token that is still good.
    pub(crate) fn id_token(&self, token: &str, now: i64) -> Option<&Grant> {
        self.live(self.ids.get(token)?, now)
    }

    fn live(&self, issued: &Issued, now: i64) -> Option<&Grant> {
        let family = self.families.get(issued.family.0)?;
        (issued.expires > now && !family.revoked).then_some(&family.grant)
    }
}

fn issued(family: FamilyId, scopes: &[String], expires: i64) -> Issued {
    Issued {
        family,
        scopes: scopes.to_vec(),
        expires,
    }
}
