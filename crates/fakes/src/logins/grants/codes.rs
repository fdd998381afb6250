//! Authorization codes.

use crate::logins::endpoint::Server;
use crate::logins::pkce;
use crate::logins::violation::Kind;

use super::{Book, FamilyId, Grant};

/// A code and what it is bound to (RFC 6749, 4.1.2 and 4.1.3; RFC 7636, 4.4).
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    /// The state that it was given out under.
    pub(crate) state: String,
    pub(crate) expires: i64,
    pub(crate) spent: Spent,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Spent {
    #[default]
    No,
    /// It was redeemed.
    For(FamilyId),
    /// A request with it was refused: nobody gets a second guess at the verifier.
    Spoiled,
}

/// A request to redeem a code.
pub(crate) struct Redemption<'a> {
    pub(crate) server: Server,
    pub(crate) code: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: &'a str,
    /// Where the server asks for it again (Claude's does).
    pub(crate) state: Option<&'a str>,
}

/// Why a code is not redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeFault {
    Unknown,
    Expired,
    Used,
    Spoiled,
    OtherClient,
    OtherRedirect,
    OtherState,
    WrongVerifier,
}

impl CodeFault {
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Unknown => "the code is unknown",
            Self::Expired => "the code has expired",
            Self::Used => "the code was used before; all tokens that came of it are revoked",
            Self::Spoiled => "the code was refused before",
            Self::OtherClient => "the code was given to another client",
            Self::OtherRedirect => "redirect_uri is not the one that the code was given out for",
            Self::OtherState => "state is not the one that the code was given out under",
            Self::WrongVerifier => "code_verifier does not fit the code's challenge",
        }
    }

    /// What it is where the client, not the person, is to blame.
    pub(crate) fn violation(self) -> Option<Kind> {
        match self {
            Self::Unknown | Self::Expired => None,
            Self::Used | Self::Spoiled => Some(Kind::CodeReused),
            Self::OtherClient => Some(Kind::ClientMismatch),
            Self::OtherRedirect => Some(Kind::RedirectMismatch),
            Self::OtherState => Some(Kind::StateMismatch),
            Self::WrongVerifier => Some(Kind::VerifierMismatch),
        }
    }
}

impl Book {
    pub(crate) fn add_code(&mut self, text: String, code: Code) {
        self.codes.insert(text, code);
    }

    /// Redeems a code, once. A second time revokes what came of the first (RFC 6749, 4.1.2).
    pub(crate) fn redeem(
        &mut self,
        asked: &Redemption<'_>,
        now: i64,
    ) -> Result<FamilyId, CodeFault> {
        let code = self
            .codes
            .get_mut(asked.code)
            .filter(|code| code.grant.server == asked.server)
            .ok_or(CodeFault::Unknown)?;
        match code.spent {
            Spent::No => {}
            Spent::For(family) => {
                self.revoke(family);
                return Err(CodeFault::Used);
            }
            Spent::Spoiled => return Err(CodeFault::Spoiled),
        }
        code.spent = Spent::Spoiled;
        if code.expires <= now {
            return Err(CodeFault::Expired);
        }
        if code.grant.client_id != asked.client_id {
            return Err(CodeFault::OtherClient);
        }
        if code.redirect_uri != asked.redirect_uri {
            return Err(CodeFault::OtherRedirect);
        }
        if asked.state.is_some_and(|state| state != code.state) {
            return Err(CodeFault::OtherState);
        }
        if !pkce::fits(asked.verifier, &code.challenge) {
            return Err(CodeFault::WrongVerifier);
        }
        let grant = code.grant.clone();
        let family = self.open(grant);
        if let Some(code) = self.codes.get_mut(asked.code) {
            code.spent = Spent::For(family);
        }
        Ok(family)
    }
}
