use http::Uri;
use http::uri::PathAndQuery;

use crate::ProviderError;

/// Where requests go: `scheme://host[:port]`, and a path that is put before theirs.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) origin: String,
    uri: Uri,
    prefix: String,
}

impl Base {
    /// Reads the address that `setting` has.
    pub(crate) fn parse(setting: &str, url: &str) -> Result<Self, String> {
        let uri: Uri = url
            .parse()
            .map_err(|_| format!("{setting} is not a URL: {url}"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(format!("{setting} needs a scheme and a host: {url}"));
        };
        Ok(Self {
            origin: format!("{scheme}://{authority}"),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            uri,
        })
    }

    /// The address of a path, which begins with a slash.
    pub(crate) fn join(&self, path_and_query: &str) -> Result<Uri, ProviderError> {
        let path: PathAndQuery = if self.prefix.is_empty() {
            path_and_query.parse()
        } else {
            format!("{}{path_and_query}", self.prefix).parse()
        }
        .map_err(|_| ProviderError::Unsendable)?;
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| ProviderError::Unsendable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_may_have_a_path_of_its_own() {
        let plain = Base::parse("claude.base_url", "https://api.anthropic.com").unwrap();
        let joined = plain.join("/v1/messages?beta=true").unwrap();
        assert_eq!(
            joined.to_string(),
            "https://api.anthropic.com/v1/messages?beta=true"
        );
        let nested = Base::parse("claude.base_url", "http://127.0.0.1:9/anthropic/").unwrap();
        assert_eq!(nested.origin, "http://127.0.0.1:9");
        let joined = nested.join("/v1/models").unwrap();
        assert_eq!(joined.to_string(), "http://127.0.0.1:9/anthropic/v1/models");
    }
}
