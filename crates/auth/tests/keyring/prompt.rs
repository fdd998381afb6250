//! A keyring that asks, and waits for an answer: one made here, since a real one would want a display.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use auth::store::{Choice, KeyringState, Slot, StoreError, Vault};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, Value};

use crate::house::{becomes, places, read, text};
use crate::session::{Bus, within};

const BUS_NAME: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/p1";

const PATIENCE: Duration = Duration::from_millis(700);

struct Service;

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path(COLLECTION)
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }
}

struct Collection(Arc<AtomicBool>);

#[zbus::interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    #[zbus(property)]
    fn locked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

struct Prompt(Arc<AtomicUsize>);

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    fn prompt(&self, _window_id: &str) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}

struct Asking {
    bus: zbus::Connection,
    locked: Arc<AtomicBool>,
    shown: Arc<AtomicUsize>,
}

impl Asking {
    async fn start() -> Self {
        let locked = Arc::new(AtomicBool::new(true));
        let shown = Arc::new(AtomicUsize::new(0));
        let bus = zbus::connection::Builder::session()
            .unwrap()
            .name(BUS_NAME)
            .unwrap()
            .serve_at(ROOT, Service)
            .unwrap()
            .serve_at(COLLECTION, Collection(Arc::clone(&locked)))
            .unwrap()
            .serve_at(PROMPT, Prompt(Arc::clone(&shown)))
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, locked, shown }
    }

    async fn answer(&self, dismissed: bool) {
        self.locked.store(dismissed, Ordering::Relaxed);
        let emitter = SignalEmitter::new(&self.bus, PROMPT).unwrap();
        Prompt::completed(&emitter, dismissed, Value::from(""))
            .await
            .unwrap();
    }
}

fn path(text: &'static str) -> OwnedObjectPath {
    ObjectPath::from_static_str(text).unwrap().into()
}

#[test]
fn a_question_that_waits_for_its_answer_keeps_nobody_else_waiting() {
    let name = "prompt::a_question_that_waits_for_its_answer_keeps_nobody_else_waiting";
    within(name, Bus::WithoutServices, || async {
        let asking = Asking::start().await;
        let vault = Vault::with_patience(&places(), Choice::Auto, PATIENCE);
        let began = Instant::now();
        let locked = vault.read(Slot::Claude).await.map(drop);
        assert_eq!(locked, Err(StoreError::Locked));
        assert!(began.elapsed() >= PATIENCE);

        let began = Instant::now();
        assert_eq!(vault.keyring().await, KeyringState::Locked);
        for slot in Slot::ALL {
            let locked = vault.read(slot).await.map(drop);
            assert_eq!(locked, Err(StoreError::Locked));
        }
        vault
            .write_anyway(Slot::Claude, &text("renewed", 1))
            .await
            .unwrap();
        assert!(read(&vault, Slot::Claude).await.is_some());
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
        assert_eq!(asking.shown.load(Ordering::Relaxed), 1);

        asking.answer(false).await;
        becomes(&vault, |state| *state == KeyringState::Available).await;
    });
}

#[test]
fn after_a_no_the_person_is_not_asked_again_at_once() {
    let name = "prompt::after_a_no_the_person_is_not_asked_again_at_once";
    within(name, Bus::WithoutServices, || async {
        let asking = Arc::new(Asking::start().await);
        let vault = Vault::with_patience(&places(), Choice::Auto, Duration::from_secs(10));
        let person = {
            let asking = Arc::clone(&asking);
            tokio::spawn(async move {
                while asking.shown.load(Ordering::Relaxed) == 0 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                asking.answer(true).await;
            })
        };
        for _ in 0..20 {
            let locked = vault.read(Slot::Claude).await.map(drop);
            assert_eq!(locked, Err(StoreError::Locked));
        }
        person.await.unwrap();
        assert_eq!(asking.shown.load(Ordering::Relaxed), 1);
        asking.locked.store(false, Ordering::Relaxed);
        assert_eq!(vault.keyring().await, KeyringState::Available);
    });
}

#[test]
fn a_keyring_that_goes_away_while_it_asks_is_not_waited_for() {
    let name = "prompt::a_keyring_that_goes_away_while_it_asks_is_not_waited_for";
    within(name, Bus::WithoutServices, || async {
        let asking = Asking::start().await;
        let vault = Vault::with_patience(&places(), Choice::Auto, PATIENCE);
        let locked = vault.read(Slot::Claude).await.map(drop);
        assert_eq!(locked, Err(StoreError::Locked));
        drop(asking);
        becomes(&vault, |state| matches!(state, KeyringState::Absent { .. })).await;
        assert_eq!(read(&vault, Slot::Claude).await, None);
    });
}
