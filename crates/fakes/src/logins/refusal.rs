//! What a token endpoint refuses, before it is worded in the server's own shape.

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The error code (RFC 6749, 5.2, or the vendor's own).
    pub(crate) code: String,
    pub(crate) description: String,
    /// Whether it ends the life of a refresh token that was presented.
    pub(crate) ends: bool,
}

impl Refusal {
    pub(crate) fn new(
        status: u16,
        code: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            description: description.into(),
            ends: false,
        }
    }

    /// 400 `invalid_grant`.
    pub(crate) fn grant(description: impl Into<String>) -> Self {
        Self::new(400, "invalid_grant", description)
    }

    /// 401 `invalid_client`.
    pub(crate) fn client(description: impl Into<String>) -> Self {
        Self::new(401, "invalid_client", description)
    }

    /// 400 `invalid_scope`.
    pub(crate) fn scope(description: impl Into<String>) -> Self {
        Self::new(400, "invalid_scope", description)
    }

    /// 400 `unsupported_grant_type`.
    pub(crate) fn grant_type(found: &str) -> Self {
        Self::new(
            400,
            "unsupported_grant_type",
            format!("grant_type {found} is not supported here"),
        )
    }

    pub(crate) fn that_ends(mut self) -> Self {
        self.ends = true;
        self
    }
}

/// What the checks of fields say: 400 `invalid_request`.
impl From<String> for Refusal {
    fn from(description: String) -> Self {
        Self::new(400, "invalid_request", description)
    }
}
