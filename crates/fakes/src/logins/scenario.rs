//! What a server does wrong on purpose, chosen by configuration.

use serde::{Deserialize, Serialize};

/// What an id token is like. All but `Right` must be refused by whoever verifies it (OpenID Connect Core, 3.1.3.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdToken {
    /// Signed and true.
    #[default]
    Right,
    /// There is none.
    Absent,
    /// Of another nonce than the one that was sent.
    WrongNonce,
    /// Without a nonce.
    NoNonce,
    /// For another client.
    WrongAudience,
    /// By another issuer.
    WrongIssuer,
    /// Expired an hour ago.
    Expired,
    /// `alg: none` and no signature.
    Unsigned,
    /// Signed with a key that the server's key set does not name, under the name of one that it does.
    WrongKey,
    /// Signed under a name that the key set does not have.
    UnknownKey,
    /// `alg: HS256` with the public key as the secret.
    PublicKeyAsSecret,
    /// Claims that were changed after signing.
    Tampered,
}

/// Where an error answer has its code. All three shapes are read by openai/codex (`login/src/auth/manager.rs`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorShape {
    /// `{"error":{"code","message","type","param"}}`.
    #[default]
    Object,
    /// `{"error":"code","error_description"}` (RFC 6749, 5.2).
    Text,
    /// `{"code","message"}`.
    Code,
}

/// The client id that comes back with the code of Sign in with ChatGPT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackClient {
    /// The issued one.
    #[default]
    Issued,
    /// None: on first registration that is a failure.
    Absent,
    /// Another than the one that asked: to be refused when signing in again.
    Different,
}

/// How the device endpoint says that the person has not typed the code yet: openai/codex takes both
/// (`login/src/device_code_auth.rs`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pending {
    /// 403.
    #[default]
    Forbidden,
    /// 404.
    NotFound,
}
