//! Equality of the sections that hold secrets. A receiver of new settings compares its section and
//! does nothing when it is the same.

use secrecy::{ExposeSecret, SecretString};

use super::{Claude, Openai, Security};

impl PartialEq for Security {
    fn eq(&self, other: &Self) -> bool {
        let Self { auth_token } = self;
        same(auth_token.as_ref(), other.auth_token.as_ref())
    }
}

impl PartialEq for Claude {
    fn eq(&self, other: &Self) -> bool {
        // No `..`: a new field must be compared too.
        let Self {
            mode,
            base_url,
            api_key,
            cli_path,
            cache,
            oauth,
        } = self;
        *mode == other.mode
            && *base_url == other.base_url
            && same(api_key.as_ref(), other.api_key.as_ref())
            && *cli_path == other.cli_path
            && *cache == other.cache
            && *oauth == other.oauth
    }
}

impl PartialEq for Openai {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            enabled,
            base_url,
            api_key,
            r#use,
        } = self;
        *enabled == other.enabled
            && *base_url == other.base_url
            && same(api_key.as_ref(), other.api_key.as_ref())
            && *r#use == other.r#use
    }
}

fn same(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(ExposeSecret::expose_secret) == other.map(ExposeSecret::expose_secret)
}
