//! Proof keys (RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

/// The least length of `state` and `nonce`: 128 bits in base64url (RFC 6749, 10.10, on values that are hard to guess).
const RANDOM: usize = 22;

/// What is wrong with a code challenge: S256 makes 43 characters of base64url (RFC 7636, 4.2).
pub(crate) fn challenge(challenge: &str) -> Result<(), String> {
    match URL_SAFE_NO_PAD.decode(challenge) {
        Ok(hash) if hash.len() == 32 => Ok(()),
        _ => Err("code_challenge is not base64url of a SHA-256".to_owned()),
    }
}

/// What is wrong with a verifier: 43 to 128 unreserved characters (RFC 7636, 4.1).
pub(crate) fn verifier(verifier: &str) -> Result<(), String> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved) {
        Ok(())
    } else {
        Err("code_verifier is not 43 to 128 unreserved characters".to_owned())
    }
}

/// Whether `challenge` is that of `verifier` (RFC 7636, 4.6).
pub(crate) fn fits(verifier: &str, challenge: &str) -> bool {
    of(verifier) == challenge
}

/// The S256 challenge of a verifier.
pub(crate) fn of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// What is wrong with a `state` or `nonce`.
pub(crate) fn random(name: &str, value: &str) -> Result<(), String> {
    if value.len() < RANDOM {
        return Err(format!("{name} is shorter than {RANDOM} characters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{challenge, fits, verifier};

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_vector_of_rfc_7636_fits() {
        assert!(fits(VERIFIER, CHALLENGE));
        assert!(!fits(CHALLENGE, VERIFIER));
        assert_eq!(challenge(CHALLENGE), Ok(()));
        assert_eq!(verifier(VERIFIER), Ok(()));
    }

    #[test]
    fn other_lengths_and_alphabets_are_refused() {
        for wrong in [
            "",
            &CHALLENGE[1..],
            &format!("{CHALLENGE}="),
            &CHALLENGE.replace('-', "+"),
        ] {
            assert!(challenge(wrong).is_err(), "{wrong}");
        }
        for wrong in [&VERIFIER[1..], &"v".repeat(129), &format!("{VERIFIER}+")] {
            assert!(verifier(wrong).is_err(), "{wrong}");
        }
    }
}
