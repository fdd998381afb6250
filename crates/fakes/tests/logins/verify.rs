//! A verifier of tokens: a crate of its own, with the signatures checked by ring.

use std::sync::Once;

use fakes::logins::Logins;
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::signature::{self, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Validation, decode, decode_header};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;

use crate::support::get;

/// RS256 alone: no feature of the crate brings it without a dozen other algorithms.
static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(refused()),
    verifier_factory: |algorithm, key| match (algorithm, key.kind()) {
        (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            let (n, e) = (n.clone(), e.clone());
            Ok(Box::new(Rs256(RsaPublicKeyComponents { n, e })))
        }
        _ => Err(refused()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

static INSTALLED: Once = Once::new();

struct Rs256(RsaPublicKeyComponents<Vec<u8>>);

impl Verifier<Vec<u8>> for Rs256 {
    fn verify(&self, message: &[u8], signed: &Vec<u8>) -> Result<(), signature::Error> {
        self.0
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signed)
            .map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

fn refused() -> Error {
    ErrorKind::InvalidAlgorithm.into()
}

/// Verifies a token as OpenID Connect Core, 3.1.3.7, says, but for the nonce; its claims, or why it is refused.
pub(crate) async fn verified(
    logins: &Logins,
    token: &str,
    audience: &str,
) -> Result<Value, String> {
    INSTALLED.call_once(|| RING.install_default().unwrap());
    let (_, keys) = get(logins, "/.well-known/jwks.json", &[]).await;
    let keys: JwkSet = serde_json::from_value(keys).unwrap();
    let text = |error: Error| format!("{:?}", error.kind());
    let header = decode_header(token).map_err(|_| "the header cannot be read".to_owned())?;
    let id = header.kid.ok_or("no key is named")?;
    let key = keys.find(&id).ok_or("the key is unknown")?;
    let key = DecodingKey::from_jwk(key).map_err(text)?;
    let mut rules = Validation::new(Algorithm::RS256);
    rules.leeway = 0;
    rules.set_audience(&[audience]);
    rules.set_issuer(&["http://127.0.0.1"]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let token = decode::<Value>(token, &key, &rules).map_err(text)?;
    Ok(token.claims)
}
