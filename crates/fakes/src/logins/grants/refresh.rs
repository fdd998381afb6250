//! Refresh tokens: single use, one family each.

use crate::logins::endpoint::Server;

use super::{Book, FamilyId};

#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) family: FamilyId,
    expires: i64,
    /// When a refresh is welcome.
    earliest: Option<i64>,
    used: Option<i64>,
}

/// Why a refresh token gets no new tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshFault {
    Unknown,
    Expired,
    Used,
    Revoked,
    OtherClient,
}

/// A request for new tokens.
pub(crate) struct Renewal<'a> {
    pub(crate) server: Server,
    pub(crate) token: &'a str,
    pub(crate) client_id: &'a str,
    /// Whether the token is used up by it.
    pub(crate) rotates: bool,
    /// For how many seconds a used token is still taken.
    pub(crate) grace: i64,
}

/// A renewal that is granted.
pub(crate) struct Renewed {
    pub(crate) family: FamilyId,
    /// It came before the token said that it was welcome.
    pub(crate) early: bool,
}

impl Book {
    pub(crate) fn add_refresh(
        &mut self,
        family: FamilyId,
        token: &str,
        expires: i64,
        earliest: Option<i64>,
    ) {
        let new = Token {
            family,
            expires,
            earliest,
            used: None,
        };
        self.refresh.insert(token.to_owned(), new);
    }

    /// Takes a refresh token. A used one ends its family: whoever comes second may be a thief (RFC 9700, 4.14.2).
    pub(crate) fn renew(&mut self, asked: &Renewal<'_>, now: i64) -> Result<Renewed, RefreshFault> {
        let token = self
            .refresh
            .get_mut(asked.token)
            .ok_or(RefreshFault::Unknown)?;
        let family = self
            .families
            .get_mut(token.family.0)
            .filter(|family| family.grant.server == asked.server)
            .ok_or(RefreshFault::Unknown)?;
        if family.grant.client_id != asked.client_id {
            return Err(RefreshFault::OtherClient);
        }
        if let Some(used) = token.used
            && now.saturating_sub(used) >= asked.grace
        {
            family.revoked = true;
            return Err(RefreshFault::Used);
        }
        if family.revoked {
            return Err(RefreshFault::Revoked);
        }
        if token.expires <= now {
            return Err(RefreshFault::Expired);
        }
        if asked.rotates {
            token.used = token.used.or(Some(now));
        }
        Ok(Renewed {
            family: token.family,
            early: token.earliest.is_some_and(|earliest| now < earliest),
        })
    }
}
