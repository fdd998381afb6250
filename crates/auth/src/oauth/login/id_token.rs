use std::sync::Once;

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::signature::{self, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Validation, decode, decode_header};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::discovery::Discovery;
use crate::jwt::Jwt;
use crate::oauth::LoginError;
use crate::oauth::wire::{Failure, Http, host};

/// How far this machine's clock may be off, in seconds.
const LEEWAY: u64 = 60;

/// RS256 alone, by ring: no feature of the crate brings it without a dozen other algorithms.
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

/// An issuer's keys (RFC 7517, 5). Each is read when it is wanted: one of an unknown kind harms no other.
#[derive(Debug, Deserialize)]
pub(crate) struct Keys {
    keys: Vec<Value>,
}

/// What an id token must say.
pub(crate) struct Claim<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a SecretString,
}

impl Keys {
    pub(crate) async fn of(http: &Http, discovery: &Discovery) -> Result<Self, Failure> {
        http.get(&discovery.jwks_uri, None).await
    }

    fn find(&self, id: &str) -> Option<DecodingKey> {
        let key = self.keys.iter().find(|key| {
            key["kid"] == id
                && key["kty"] == "RSA"
                && (key["use"].is_null() || key["use"] == "sig")
                && (key["alg"].is_null() || key["alg"] == "RS256")
        })?;
        let key: Jwk = serde_json::from_value(key.clone()).ok()?;
        DecodingKey::from_jwk(&key).ok()
    }
}

/// Verifies an id token (OpenID Connect Core, 3.1.3.7) and reads it. A key that is not known is looked for once more, since
/// issuers change theirs.
pub(crate) async fn verified(
    http: &Http,
    discovery: &Discovery,
    keys: Keys,
    token: &SecretString,
    claim: &Claim<'_>,
) -> Result<Jwt, LoginError> {
    let wrong = |why: &'static str| LoginError::IdToken {
        host: host(&discovery.issuer),
        why,
    };
    let header = decode_header(token.expose_secret())
        .map_err(|_| wrong("it is not signed as it must be"))?;
    if header.alg != Algorithm::RS256 {
        return Err(wrong("it is not signed as it must be"));
    }
    let id = header.kid.ok_or_else(|| wrong("it names no key"))?;
    let key = match keys.find(&id) {
        Some(key) => Some(key),
        None => Keys::of(http, discovery).await?.find(&id),
    };
    let key = key.ok_or_else(|| wrong("its key is none of the issuer's"))?;
    check(token, &key, &discovery.issuer, claim).map_err(wrong)?;
    Jwt::read(token).ok_or_else(|| wrong("it cannot be read"))
}

fn check(
    token: &SecretString,
    key: &DecodingKey,
    issuer: &str,
    claim: &Claim<'_>,
) -> Result<(), &'static str> {
    INSTALLED.call_once(|| {
        // Whoever was first is used; one that knows less than RS256 verifies nothing.
        let _ = RING.install_default();
    });
    let mut rules = Validation::new(Algorithm::RS256);
    rules.leeway = LEEWAY;
    rules.validate_nbf = true;
    rules.set_audience(&[claim.client_id]);
    rules.set_issuer(&[issuer]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let token = decode::<Value>(token.expose_secret(), key, &rules).map_err(|e| reason(&e))?;
    let claims = token.claims;
    // Of several audiences one must be the party that it was made for (3.1.3.7, 4 and 5).
    let shared = claims["aud"].as_array().is_some_and(|all| all.len() > 1);
    let party = &claims["azp"];
    if (shared || !party.is_null()) && party != claim.client_id {
        return Err("it is for somebody else");
    }
    let nonce = claims["nonce"].as_str().unwrap_or_default();
    if !bool::from(
        nonce
            .as_bytes()
            .ct_eq(claim.nonce.expose_secret().as_bytes()),
    ) {
        return Err("it answers another sign-in");
    }
    Ok(())
}

fn reason(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it is not valid yet",
        ErrorKind::InvalidAudience => "it is for somebody else",
        ErrorKind::InvalidIssuer => "it is from another issuer",
        ErrorKind::InvalidSignature => "its signature is wrong",
        ErrorKind::InvalidAlgorithm => "it is not signed as it must be",
        _ => "it lacks what it must say",
    }
}
