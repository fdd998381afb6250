//! Two RSA keys that are the same for everybody: making one takes seconds in a debug build, and these protect nothing.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rsa::PublicKeyComponents;
use ring::signature::RsaKeyPair;
use serde_json::{Value, json};

const PEMS: [(&str, &str); 2] = [
    ("fake-key-1", include_str!("../keys/test-key-1.pem")),
    ("fake-key-2", include_str!("../keys/test-key-2.pem")),
];

/// A key and its name.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) id: &'static str,
    pub(crate) pair: RsaKeyPair,
}

/// The keys of an issuer: one signs.
#[derive(Debug)]
pub(crate) struct Keys {
    /// Absent only if the files in the source are no keys, which a test rules out.
    pairs: Option<[Key; 2]>,
    rotated: bool,
}

impl Keys {
    /// The test keys.
    pub(crate) fn load() -> Self {
        let [first, second] = PEMS.map(|(id, pem)| key(id, pem));
        Self {
            pairs: first.zip(second).map(|(first, second)| [first, second]),
            rotated: false,
        }
    }

    /// Whether the second key signs instead of the first.
    pub(crate) fn rotate(&mut self, rotated: bool) {
        self.rotated = rotated;
    }

    /// The key that signs.
    pub(crate) fn current(&self) -> Option<&Key> {
        self.pair(self.rotated)
    }

    /// The key that does not.
    pub(crate) fn other(&self) -> Option<&Key> {
        self.pair(!self.rotated)
    }

    /// The key set (RFC 7517, 5): the one that signs.
    pub(crate) fn set(&self) -> Value {
        let keys: Vec<Value> = self.current().map(Key::public).into_iter().collect();
        json!({ "keys": keys })
    }

    fn pair(&self, second: bool) -> Option<&Key> {
        self.pairs.as_ref().map(|pairs| &pairs[usize::from(second)])
    }
}

impl Key {
    pub(crate) fn modulus(&self) -> Vec<u8> {
        self.components().n
    }

    fn public(&self) -> Value {
        let public = self.components();
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": URL_SAFE_NO_PAD.encode(public.n),
            "e": URL_SAFE_NO_PAD.encode(public.e),
        })
    }

    fn components(&self) -> PublicKeyComponents<Vec<u8>> {
        self.pair.public().into()
    }
}

fn key(id: &'static str, pem: &str) -> Option<Key> {
    let base64: String = pem
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END"))
        .collect();
    let der = STANDARD.decode(base64).ok()?;
    let pair = RsaKeyPair::from_pkcs8(&der).ok()?;
    Some(Key { id, pair })
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn the_files_are_two_keys() {
        let mut keys = Keys::load();
        assert!(keys.current().is_some() && keys.other().is_some());
        let first = keys.set();
        keys.rotate(true);
        assert_ne!(keys.set(), first);
    }
}
