use keyring_core::Error;
use secrecy::SecretString;

use crate::store::StoreError;

/// Named entries of one service. Every call blocks.
pub(super) trait Entries {
    /// An entry's text; `None` where there is no entry.
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError>;

    /// Sets an entry's text.
    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError>;

    /// Takes an entry away; says whether it was there.
    fn delete(&mut self, user: &str) -> Result<bool, StoreError>;
}

/// A keyring. Every call blocks. The errors are `Locked`, `NoKeyring` where there is none, `Keyring` for all else.
pub(super) trait Backend: Entries + Send {
    /// Whether entries can be read and written now. Asks nobody.
    fn ready(&mut self) -> Result<(), StoreError>;

    /// Has the person unlock it where it is locked.
    fn unlock(&mut self) -> Result<(), StoreError>;

    /// Whether it has an entry of this name, also while it is locked. Asks nobody.
    fn shows(&mut self, user: &str) -> Result<bool, StoreError>;
}

/// What the library's error means. Some kinds hold what was stored: they are named, and nothing of them is shown.
pub(super) fn failed(error: Error) -> StoreError {
    let why = match error {
        Error::NoStorageAccess(_) => return StoreError::Locked,
        Error::PlatformFailure(why) => why.to_string(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            "an entry of ccproxy in it is no text; remove it there".to_owned()
        }
        Error::Ambiguous(_) => {
            "it has two entries of ccproxy by one name; remove one of them there".to_owned()
        }
        other => other.to_string(),
    };
    StoreError::Keyring { why }
}
