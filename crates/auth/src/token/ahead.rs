use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::token::refresh::Why;
use crate::token::source::Shared;
use crate::token::{Account, Error, Login};

/// The wall clock is looked at this often: the runtime's timers stand still while the machine sleeps, and know nothing
/// of a clock that is set.
const LOOK: Duration = Duration::from_secs(30);
/// Between two renewals ahead of their time, however short the tokens live.
const SPACING: Duration = Duration::from_secs(30);

/// Renews the login whenever it is due, until the source is dropped.
pub(crate) async fn run<A: Account>(shared: Arc<Shared<A>>) {
    let mut changes = shared.subscribe();
    let mut last: Option<Instant> = None;
    while !shared.stop().is_cancelled() {
        let rested = last.is_none_or(|last| last.elapsed() >= SPACING);
        if rested && is_due(&shared) {
            last = Some(Instant::now());
            // Whoever needs the token hears of a failure; here it is tried again.
            let _ = shared.fly(Why::Due).await;
        }
        tokio::select! {
            () = shared.stop().cancelled() => return,
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(pause(&shared)) => {}
        }
    }
}

fn is_due<A: Account>(shared: &Shared<A>) -> bool {
    !shared.is_paused()
        && match shared.current() {
            Ok(login) => login.is_due(shared.clock().now()),
            // A locked keyring may be open now.
            Err(error) => matches!(error, Error::Store(_)),
        }
}

/// Until the login is due, or until the next look.
fn pause<A: Account>(shared: &Shared<A>) -> Duration {
    let due = |login: &Login| login.due_at.or(login.expires_at);
    let until = shared
        .current()
        .ok()
        .and_then(|login| due(&login))
        .and_then(|due| due.duration_since(shared.clock().now()).ok());
    until.map_or(LOOK, |until| until.clamp(Duration::from_secs(1), LOOK))
}
