//! Whether this machine's clock is right: tokens end by it.

use std::time::{Duration, SystemTime};

use super::Accounts;

impl Accounts {
    /// How far this machine's clock and the provider's are apart, and whether ours is ahead. It asks the API's server for
    /// its `Date` (RFC 9110, 6.6.1), with no credential.
    ///
    /// # Errors
    /// Why that cannot be told.
    pub async fn clock_offset(&self) -> Result<(Duration, bool), String> {
        let theirs = self.http.date(&self.setup.claude.origin).await;
        let theirs = theirs.map_err(|failure| failure.to_string())?;
        Ok(match SystemTime::now().duration_since(theirs) {
            Ok(ahead) => (ahead, true),
            Err(behind) => (behind.duration(), false),
        })
    }
}
