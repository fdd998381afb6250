//! The state machine over a server that does as the test says.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::timeout,
};

use super::{
    activity::Activity,
    server::{Count, Launcher, Server},
    supervisor::{Command, Control, supervise},
    *,
};

/// What the next start does.
#[derive(Clone)]
enum Next {
    Listens,
    Fails(Failure),
    Hangs,
    Panics,
}

/// The test's hold on the server.
struct Stage {
    next: Mutex<Next>,
    alive: AtomicUsize,
    open: AtomicUsize,
    port: AtomicUsize,
    finished: Notify,
    life: Mutex<Option<watch::Sender<u64>>>,
}

/// A proxy that answers and has nothing to tell.
pub(crate) fn running() -> Running {
    Running {
        address: "127.0.0.1:8000".into(),
        base_url: "http://127.0.0.1:8000".into(),
        token: None,
        serves: proxy::Serves::default(),
        open: 0,
        problem: None,
        login_problem: None,
    }
}

struct Stand(Arc<Stage>);
struct Listening(Arc<Stage>);

impl Launcher for Stand {
    type Server = Listening;

    fn listen_on(&mut self, port: u16) {
        self.0.port.store(port.into(), Ordering::SeqCst);
    }

    fn launch(&self) -> impl Future<Output = Result<Listening, Failure>> + Send + 'static {
        let stage = Arc::clone(&self.0);
        async move {
            let next = stage.next.lock().unwrap().clone();
            match next {
                Next::Listens => {
                    stage.alive.fetch_add(1, Ordering::SeqCst);
                    *stage.life.lock().unwrap() = Some(watch::channel(0).0);
                    Ok(Listening(stage))
                }
                Next::Fails(failure) => Err(failure),
                Next::Hangs => std::future::pending().await,
                Next::Panics => panic!("a bug in the server"),
            }
        }
    }
}

impl Server for Listening {
    fn running(&self) -> Running {
        Running {
            open: self.count()(),
            ..running()
        }
    }

    fn records(&self) -> Option<Activity> {
        None
    }

    fn count(&self) -> Count {
        let stage = Arc::clone(&self.0);
        Box::new(move || stage.open.load(Ordering::SeqCst))
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.0.life.lock().unwrap().as_ref().unwrap().subscribe()
    }

    async fn stop(self) {
        while self.0.open.load(Ordering::SeqCst) > 0 {
            self.0.finished.notified().await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Play {
    stage: Arc<Stage>,
    control: Control,
    task: JoinHandle<()>,
}

impl Play {
    fn new(next: Next) -> Self {
        let stage = Arc::new(Stage {
            next: Mutex::new(next),
            alive: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            port: AtomicUsize::new(0),
            finished: Notify::new(),
            life: Mutex::new(None),
        });
        let (control, supervisor) = supervise(Stand(Arc::clone(&stage)));
        let task = tokio::spawn(supervisor.run());
        Self {
            stage,
            control,
            task,
        }
    }

    async fn sees(&self, headline: &str) {
        let mut states = self.control.states();
        let seen = states.wait_for(|state| state.headline() == headline);
        let outcome = timeout(Duration::from_secs(5), seen).await;
        assert!(
            outcome.is_ok(),
            "no {headline:?}: {:?}",
            self.control.state()
        );
    }

    async fn start(next: Next) -> Self {
        let play = Self::new(next);
        play.control.send(Command::Start);
        play
    }

    async fn running() -> Self {
        let play = Self::start(Next::Listens).await;
        play.sees("Running on 127.0.0.1:8000").await;
        play
    }

    fn opens(&self, count: usize) {
        self.stage.open.store(count, Ordering::SeqCst);
        self.stage.finished.notify_waiters();
    }

    async fn ends(self) -> Arc<Stage> {
        timeout(Duration::from_secs(5), self.task)
            .await
            .expect("it quits")
            .expect("without a panic");
        self.stage
    }
}

#[tokio::test]
async fn starts_and_stops_and_starts_again() {
    let play = Play::running().await;
    play.control.send(Command::Stop);
    play.sees("Stopped").await;
    assert_eq!(play.stage.alive.load(Ordering::SeqCst), 0);
    play.control.send(Command::Start);
    play.sees("Running on 127.0.0.1:8000").await;
    assert_eq!(play.stage.alive.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_second_start_changes_nothing() {
    let play = Play::running().await;
    play.control.send(Command::Start);
    play.control.send(Command::Quit);
    assert_eq!(play.ends().await.alive.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_taken_port_is_told_and_can_be_tried_again() {
    let taken = Failure::PortTaken {
        port: 8000,
        next: Some(8001),
        message: "Port 8000 is taken by python3.".into(),
    };
    let play = Play::start(Next::Fails(taken)).await;
    play.sees("Port 8000 is taken").await;
    assert!(play.control.state().needs_attention());
    *play.stage.next.lock().unwrap() = Next::Listens;
    play.control.send(Command::Start);
    play.sees("Running on 127.0.0.1:8000").await;
}

#[tokio::test]
async fn a_taken_port_can_be_left_for_another() {
    let taken = Failure::PortTaken {
        port: 8000,
        next: Some(8001),
        message: "Port 8000 is taken by python3.".into(),
    };
    let play = Play::start(Next::Fails(taken)).await;
    play.sees("Port 8000 is taken").await;
    *play.stage.next.lock().unwrap() = Next::Listens;
    let next = play.control.state().next_port().expect("a free port");
    play.control.send(Command::StartOn(next));
    play.sees("Running on 127.0.0.1:8000").await;
    assert_eq!(play.stage.port.load(Ordering::SeqCst), 8001);
}

#[tokio::test]
async fn a_panic_while_starting_is_a_failure_not_the_end() {
    let play = Play::start(Next::Panics).await;
    play.sees("Stopped by itself").await;
    *play.stage.next.lock().unwrap() = Next::Listens;
    play.control.send(Command::Start);
    play.sees("Running on 127.0.0.1:8000").await;
}

#[tokio::test]
async fn a_server_that_ends_by_itself_is_a_failure() {
    let play = Play::running().await;
    play.stage.life.lock().unwrap().take();
    play.sees("Stopped by itself").await;
    assert_eq!(play.stage.alive.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_start_that_hangs_can_be_stopped() {
    let play = Play::start(Next::Hangs).await;
    play.sees("Starting…").await;
    play.control.send(Command::Stop);
    play.sees("Stopped").await;
}

#[tokio::test]
async fn stop_counts_down_the_open_requests() {
    let play = Play::running().await;
    play.opens(2);
    play.control.send(Command::Stop);
    play.sees("Finishing 2 requests…").await;
    play.opens(1);
    play.sees("Finishing 1 request…").await;
    play.opens(0);
    play.sees("Stopped").await;
}

#[tokio::test]
async fn quit_waits_for_the_open_requests() {
    let play = Play::running().await;
    play.opens(1);
    play.control.send(Command::Quit);
    play.sees("Finishing 1 request…").await;
    assert!(!play.task.is_finished());
    play.opens(0);
    play.ends().await;
}

#[tokio::test]
async fn a_second_quit_does_not_wait() {
    let play = Play::running().await;
    play.opens(1);
    play.control.send(Command::Quit);
    play.sees("Finishing 1 request…").await;
    play.control.send(Command::Quit);
    play.ends().await;
}

#[tokio::test]
async fn a_quit_during_a_stop_still_waits() {
    let play = Play::running().await;
    play.opens(1);
    play.control.send(Command::Stop);
    play.sees("Finishing 1 request…").await;
    play.control.send(Command::Quit);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!play.task.is_finished());
    play.opens(0);
    play.ends().await;
}

#[tokio::test]
async fn refresh_tells_the_open_requests() {
    let play = Play::running().await;
    play.opens(3);
    play.control.send(Command::Refresh);
    let mut states = play.control.states();
    let seen = states.wait_for(|state| state.running().is_some_and(|running| running.open == 3));
    timeout(Duration::from_secs(5), seen)
        .await
        .expect("in time")
        .expect("published");
}
