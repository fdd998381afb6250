//! Renewing a login because the person asked.

use super::Accounts;
use crate::token::{Account, Clock, Error, Kind, TokenSource};

impl Accounts {
    /// Renews a login now, although it may be fresh. A refresh of another process is waited for.
    ///
    /// # Errors
    /// Why there are no new tokens; the old ones are still there.
    pub async fn renew(&self, kind: Kind) -> Result<(), Error> {
        match kind {
            Kind::Claude => self.renew_one(self.claude()).await,
            Kind::Codex => self.renew_one(self.codex()).await,
            Kind::Chatgpt => self.renew_one(self.chatgpt()).await,
        }
    }

    async fn renew_one<A: Account>(&self, account: A) -> Result<(), Error> {
        let source = TokenSource::open(account, self.places.state.clone(), Clock::default()).await;
        let landed = match source.standing() {
            Ok(_) => source.renew().await.map(|_| ()),
            Err(error) => Err(error),
        };
        source.finish().await;
        landed
    }
}
