use reqwest::Url;
use serde::Deserialize;

use crate::oauth::wire::{Failure, Http, host};
use crate::oauth::{LoginError, OpenaiProvider, RevokeError};

/// What an issuer says of itself (OpenID Connect Discovery, 4), as far as we ask. Its addresses are its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Discovery {
    pub(crate) issuer: String,
    pub(crate) jwks_uri: String,
    pub(crate) revocation_endpoint: Option<String>,
}

/// Why it does not help.
#[derive(Debug)]
pub(crate) enum Problem {
    Failed(Failure),
    Wrong(&'static str),
}

impl Discovery {
    pub(crate) async fn of(http: &Http, provider: &OpenaiProvider) -> Result<Self, Problem> {
        let url = provider.at("/.well-known/openid-configuration");
        let found: Self = http.get(&url, None).await.map_err(Problem::Failed)?;
        found.checked(&provider.issuer).map_err(Problem::Wrong)
    }

    /// The issuer must be the one that was asked (OpenID Connect Discovery, 4.3), and its addresses on its own origin:
    /// codes and tokens go to no other host.
    fn checked(self, asked: &str) -> Result<Self, &'static str> {
        if self.issuer.trim_end_matches('/') != asked.trim_end_matches('/') {
            return Err("it goes by another name than the one that was asked");
        }
        let origin = Url::parse(asked)
            .map_err(|_| "its address is no URL")?
            .origin();
        let own = |address: &str| Url::parse(address).is_ok_and(|url| url.origin() == origin);
        if !own(&self.jwks_uri) {
            return Err("its keys are on another server");
        }
        if self
            .revocation_endpoint
            .as_deref()
            .is_some_and(|address| !own(address))
        {
            return Err("its revocation endpoint is on another server");
        }
        Ok(self)
    }
}

impl Problem {
    pub(crate) fn for_login(self, provider: &OpenaiProvider) -> LoginError {
        match self {
            Self::Failed(failure) => failure.into(),
            Self::Wrong(why) => LoginError::Discovery {
                host: host(&provider.issuer),
                why,
            },
        }
    }

    pub(crate) fn for_revocation(self, provider: &OpenaiProvider) -> RevokeError {
        match self {
            Self::Failed(failure) => failure.into(),
            Self::Wrong(why) => RevokeError::Unheard {
                host: host(&provider.issuer),
                why: why.to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(issuer: &str, keys: &str, revocation: Option<&str>) -> Discovery {
        Discovery {
            issuer: issuer.to_owned(),
            jwks_uri: keys.to_owned(),
            revocation_endpoint: revocation.map(str::to_owned),
        }
    }

    #[test]
    fn an_issuer_vouches_for_its_own_origin_alone() {
        let asked = "https://auth.example.test";
        let keys = "https://auth.example.test/keys";
        for right in [
            document(asked, keys, None),
            document(
                "https://auth.example.test/",
                keys,
                Some("https://auth.example.test/r"),
            ),
            document(asked, "https://auth.example.test:443/keys", None),
        ] {
            assert!(right.clone().checked(asked).is_ok(), "{right:?}");
        }
        for wrong in [
            document("https://other.example.test", keys, None),
            document(asked, "https://other.example.test/keys", None),
            document(asked, "http://auth.example.test/keys", None),
            document(asked, "https://auth.example.test:444/keys", None),
            document(asked, "https://auth.example.test@other.example.test/", None),
            document(asked, "/keys", None),
            document(asked, keys, Some("https://other.example.test/r")),
        ] {
            assert!(wrong.clone().checked(asked).is_err(), "{wrong:?}");
        }
    }
}
