//! The one task that owns the server: it takes commands in and publishes the state.

use std::time::Duration;

use tokio::{
    sync::{mpsc, watch},
    task::{JoinError, JoinHandle},
    time::sleep,
};

use super::{
    Failure, ProxyState,
    activity::Activity,
    server::{Count, Launcher, Server},
};

/// More than a person can click before the task looks; what does not fit is a repeat.
const COMMANDS: usize = 16;

/// How often the number of requests that are left is counted while they finish.
const COUNT_EVERY: Duration = Duration::from_millis(200);

/// What a view asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// Start, unless it runs.
    Start,
    /// Start on this port for as long as the program runs, whatever the settings say.
    StartOn(u16),
    /// Stop after the open requests.
    Stop,
    /// Stop after the open requests and end the program; asked again, end it at once.
    Quit,
    /// Look again: publish the state with the present number of open requests.
    Refresh,
}

/// The views' end: commands go in, states come out.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    commands: mpsc::Sender<Command>,
    states: watch::Receiver<ProxyState>,
    activities: watch::Receiver<Option<Activity>>,
}

impl Control {
    /// Passes a command on without waiting.
    pub(crate) fn send(&self, command: Command) {
        if let Err(error) = self.commands.try_send(command) {
            tracing::warn!(?command, %error, "a command was dropped");
        }
    }

    /// What the proxy is doing now.
    pub(crate) fn state(&self) -> ProxyState {
        self.states.borrow().clone()
    }

    /// A receiver of each new state.
    pub(crate) fn states(&self) -> watch::Receiver<ProxyState> {
        self.states.clone()
    }

    /// What the last server that ran records; another one with each start.
    pub(crate) fn activities(&self) -> watch::Receiver<Option<Activity>> {
        self.activities.clone()
    }
}

/// Owns the server from start to end.
pub(crate) struct Supervisor<L: Launcher> {
    launcher: L,
    commands: mpsc::Receiver<Command>,
    states: watch::Sender<ProxyState>,
    activities: watch::Sender<Option<Activity>>,
    phase: Phase<L::Server>,
    quitting: bool,
}

/// Makes a stopped supervisor and the control of it.
pub(crate) fn supervise<L: Launcher>(launcher: L) -> (Control, Supervisor<L>) {
    let (commands, inbox) = mpsc::channel(COMMANDS);
    let (outbox, states) = watch::channel(ProxyState::Stopped);
    let (recorded, activities) = watch::channel(None);
    let supervisor = Supervisor {
        launcher,
        commands: inbox,
        states: outbox,
        activities: recorded,
        phase: Phase::Stopped(None),
        quitting: false,
    };
    let control = Control {
        commands,
        states,
        activities,
    };
    (control, supervisor)
}

/// The state with what is needed to leave it.
enum Phase<S> {
    Stopped(Option<Failure>),
    Starting(JoinHandle<Result<S, Failure>>),
    Running {
        server: S,
        changes: watch::Receiver<u64>,
    },
    Finishing {
        open: Count,
        drained: JoinHandle<()>,
    },
}

/// What happened to the server by itself.
enum Progress<S> {
    Started(Result<Result<S, Failure>, JoinError>),
    Changed,
    Vanished,
    Drained(Result<(), JoinError>),
    Counted,
}

impl<L: Launcher> Supervisor<L> {
    /// Runs until a quit is through; the server has stopped when this returns.
    pub(crate) async fn run(mut self) {
        loop {
            self.states.send_replace(self.phase.state());
            if self.quitting && matches!(self.phase, Phase::Stopped(_)) {
                return;
            }
            tokio::select! {
                command = self.commands.recv() => self.obey(command.unwrap_or(Command::Quit)),
                progress = self.phase.progress() => self.follow(progress),
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match (command, &self.phase) {
            (Command::Start, Phase::Stopped(_)) if !self.quitting => self.start(),
            (Command::StartOn(port), Phase::Stopped(_)) if !self.quitting => {
                self.launcher.listen_on(port);
                self.start();
            }
            (Command::Stop, _) => self.stop(),
            (Command::Quit, Phase::Finishing { drained, .. }) if self.quitting => {
                drained.abort();
                self.phase = Phase::Stopped(None);
            }
            (Command::Quit, _) => {
                self.quitting = true;
                self.stop();
            }
            (Command::Start | Command::StartOn(_) | Command::Refresh, _) => {}
        }
    }

    fn start(&mut self) {
        self.phase = Phase::Starting(tokio::spawn(self.launcher.launch()));
    }

    fn stop(&mut self) {
        self.phase = match std::mem::replace(&mut self.phase, Phase::Stopped(None)) {
            Phase::Starting(start) => {
                start.abort();
                Phase::Stopped(None)
            }
            Phase::Running { server, .. } => Phase::Finishing {
                open: server.count(),
                drained: tokio::spawn(server.stop()),
            },
            phase @ (Phase::Stopped(_) | Phase::Finishing { .. }) => phase,
        };
    }

    fn follow(&mut self, progress: Progress<L::Server>) {
        self.phase = match progress {
            Progress::Started(Ok(Ok(server))) => {
                self.activities.send_replace(server.records());
                Phase::Running {
                    changes: server.changes(),
                    server,
                }
            }
            Progress::Started(Ok(Err(failure))) => {
                tracing::error!(%failure, "the proxy did not start");
                Phase::Stopped(Some(failure))
            }
            Progress::Started(Err(_)) | Progress::Vanished => {
                tracing::error!("the proxy stopped by itself");
                Phase::Stopped(Some(Failure::Crashed))
            }
            Progress::Drained(Ok(())) => Phase::Stopped(None),
            Progress::Drained(Err(error)) => {
                tracing::error!(%error, "the proxy did not stop in order");
                Phase::Stopped(None)
            }
            Progress::Changed | Progress::Counted => return,
        };
    }
}

impl<S: Server> Phase<S> {
    /// Waits for the server's next step. Safe to drop and call again.
    async fn progress(&mut self) -> Progress<S> {
        match self {
            Self::Stopped(_) => std::future::pending().await,
            Self::Starting(start) => Progress::Started(start.await),
            Self::Running { changes, .. } => match changes.changed().await {
                Ok(()) => Progress::Changed,
                Err(_) => Progress::Vanished,
            },
            Self::Finishing { drained, .. } => tokio::select! {
                result = drained => Progress::Drained(result),
                () = sleep(COUNT_EVERY) => Progress::Counted,
            },
        }
    }

    fn state(&self) -> ProxyState {
        match self {
            Self::Stopped(None) => ProxyState::Stopped,
            Self::Stopped(Some(failure)) => ProxyState::Failed(failure.clone()),
            Self::Starting(_) => ProxyState::Starting,
            Self::Running { server, .. } => ProxyState::Running(server.running()),
            Self::Finishing { open, .. } => ProxyState::Finishing { open: open() },
        }
    }
}
