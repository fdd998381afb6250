//! Signals that ask the program to end: each is a Quit, so open requests finish, and a second one does not wait.

use crate::state::{Command, Control};

/// Turns signals into Quit, for the life of the program.
#[cfg(unix)]
pub(crate) async fn obey(control: Control) {
    use tokio::signal::unix::{SignalKind, signal};

    let kinds = [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ];
    let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)] = kinds.map(signal) else {
        return tracing::warn!("signals are not listened to: a kill ends open requests");
    };
    loop {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
        control.send(Command::Quit);
    }
}

/// Turns Ctrl-C into Quit, for the life of the program.
#[cfg(not(unix))]
pub(crate) async fn obey(control: Control) {
    while tokio::signal::ctrl_c().await.is_ok() {
        control.send(Command::Quit);
    }
}
