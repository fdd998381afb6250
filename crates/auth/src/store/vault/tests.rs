use std::fs;
use std::path::Path;

use secrecy::ExposeSecret;

use super::super::keyring::pretend::Pretend;
use super::*;
use crate::store::Moved;

struct House {
    folder: tempfile::TempDir,
    pretend: Pretend,
    vault: Vault,
}

const OLD: &str = r#"{"accessToken":"old","issuedAt":1000}"#;
const NEW: &str = r#"{"accessToken":"new","issuedAt":2000}"#;

fn house(choice: Choice) -> House {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::in_folder(folder.path());
    let pretend = Pretend::default();
    let vault = Vault {
        keyring: pretend.keyring(&places.generation()),
        ..Vault::new(&places, choice)
    };
    House {
        folder,
        pretend,
        vault,
    }
}

fn trouble(name: &str) -> StoreError {
    let why = name.to_owned();
    match name {
        "locked" => StoreError::Locked,
        "absent" => StoreError::NoKeyring { why },
        _ => StoreError::Keyring { why },
    }
}

impl House {
    fn path(&self) -> &Path {
        self.vault.file.path()
    }

    fn file(&self, text: &str) {
        let text = SecretString::from(text);
        self.vault.file.set(Slot::Claude, &text).unwrap();
    }

    fn in_file(&self) -> Option<String> {
        let text = self.vault.file.get(Slot::Claude).unwrap();
        text.map(|text| text.expose_secret().to_owned())
    }

    fn in_keyring(&self) -> Option<String> {
        self.pretend.has(Slot::Claude)
    }

    fn keyring(&self, text: &str) {
        self.pretend.put(Slot::Claude, text);
    }

    fn set_trouble(&self, name: &str) {
        self.pretend.state().trouble = Some(trouble(name));
    }

    async fn read(&self) -> Result<Option<(String, bool)>, StoreError> {
        let stored = self.vault.read(Slot::Claude).await?;
        Ok(stored.map(|stored| {
            (
                stored.text.expose_secret().to_owned(),
                stored.place == Place::Keyring,
            )
        }))
    }

    async fn write(&self, text: &str) -> Result<Place, StoreError> {
        let text = SecretString::from(text);
        self.vault.write(Slot::Claude, &text).await
    }

    fn generation(&self) -> Option<String> {
        fs::read_to_string(self.folder.path().join("state/generation")).ok()
    }
}

fn found(text: &str, in_keyring: bool) -> Result<Option<(String, bool)>, StoreError> {
    Ok(Some((text.to_owned(), in_keyring)))
}

#[tokio::test]
async fn of_two_copies_the_later_issued_one_is_read() {
    for choice in [Choice::Auto, Choice::Keyring] {
        let house = house(choice);
        house.keyring(NEW);
        house.file(OLD);
        assert_eq!(house.read().await, found(NEW, true));
        house.keyring(OLD);
        house.file(NEW);
        assert_eq!(house.read().await, found(NEW, false));
    }
}

#[tokio::test]
async fn a_locked_or_failing_keyring_is_never_an_absence() {
    for choice in [Choice::Auto, Choice::Keyring] {
        for name in ["locked", "failing"] {
            let house = house(choice);
            house.keyring(OLD);
            house.set_trouble(name);
            assert_eq!(house.read().await, Err(trouble(name)));
            assert_eq!(house.write(NEW).await, Err(trouble(name)));
            let removed = house.vault.remove(Slot::Claude).await;
            assert_eq!(removed, Err(trouble(name)));
            assert_eq!(house.in_file(), None);
            house.file(NEW);
            assert_eq!(house.read().await, found(NEW, false));
            let removed = house.vault.remove(Slot::Claude).await;
            assert_eq!(removed, Err(trouble(name)));
            assert_eq!(house.in_file().as_deref(), Some(NEW));
        }
    }
}

#[tokio::test]
async fn the_person_is_asked_only_where_it_is_needed() {
    let house = house(Choice::Auto);
    house.keyring(OLD);
    house.set_trouble("locked");
    house.file(NEW);
    assert_eq!(house.vault.keyring().await, KeyringState::Locked);
    house.read().await.unwrap();
    house.vault.settle().await.unwrap();
    let text = SecretString::from(NEW);
    house.vault.write_anyway(Slot::Claude, &text).await.unwrap();
    assert_eq!(house.pretend.state().asked, 0);
    fs::remove_file(house.path()).unwrap();
    house.pretend.state().obliging = true;
    assert_eq!(house.read().await, found(OLD, true));
    assert_eq!(house.pretend.state().asked, 1);
}

#[tokio::test]
async fn where_there_is_no_keyring_auto_uses_the_file_and_keyring_says_so() {
    let auto = house(Choice::Auto);
    auto.set_trouble("absent");
    assert_eq!(auto.read().await, Ok(None));
    assert!(matches!(auto.write(NEW).await, Ok(Place::File(_))));
    assert_eq!(auto.read().await, found(NEW, false));
    assert_eq!(auto.generation(), None);
    assert_eq!(auto.vault.remove(Slot::Claude).await, Ok(true));
    assert_eq!(auto.vault.remove(Slot::Claude).await, Ok(false));
    assert!(!auto.path().exists());

    let forced = house(Choice::Keyring);
    forced.set_trouble("absent");
    assert_eq!(forced.read().await, Err(trouble("absent")));
    assert_eq!(forced.write(NEW).await, Err(trouble("absent")));
    assert_eq!(forced.vault.settle().await, Ok(Vec::new()));
    forced.file(OLD);
    assert_eq!(forced.read().await, found(OLD, false));
    assert_eq!(forced.vault.settle().await, Err(trouble("absent")));
    assert_eq!(forced.in_file().as_deref(), Some(OLD));
}

#[tokio::test]
async fn a_write_leaves_no_copy_in_the_other_store_and_tells_servers() {
    let house = house(Choice::Auto);
    house.file(OLD);
    assert_eq!(house.write(NEW).await, Ok(Place::Keyring));
    assert_eq!(house.in_keyring().as_deref(), Some(NEW));
    assert!(!house.path().exists());
    let first = house.generation().unwrap();
    assert_eq!(house.vault.remove(Slot::Claude).await, Ok(true));
    assert_ne!(house.generation().unwrap(), first);
}

#[tokio::test]
async fn a_broken_file_neither_stops_the_keyring_nor_is_changed() {
    let house = house(Choice::Auto);
    house.keyring(OLD);
    fs::create_dir_all(house.path().parent().unwrap()).unwrap();
    fs::write(house.path(), "broken").unwrap();
    assert_eq!(house.read().await, found(OLD, true));
    assert_eq!(house.write(NEW).await, Ok(Place::Keyring));
    let settled = house.vault.settle().await;
    assert!(
        matches!(settled, Err(StoreError::Malformed { .. })),
        "{settled:?}"
    );
    assert_eq!(fs::read_to_string(house.path()).unwrap(), "broken");
    assert_eq!(house.in_keyring().as_deref(), Some(NEW));
}

#[tokio::test]
async fn a_renewed_login_is_never_lost_and_settle_moves_it() {
    for name in ["locked", "failing"] {
        let house = house(Choice::Auto);
        house.keyring(OLD);
        house.set_trouble(name);
        let text = SecretString::from(NEW);
        let place = house.vault.write_anyway(Slot::Claude, &text).await;
        assert!(matches!(place, Ok(Place::File(_))), "{place:?}");
        assert_eq!(house.vault.settle().await, Ok(Vec::new()));
        house.pretend.state().trouble = None;
        assert_eq!(house.read().await, found(NEW, false));
        let moved = house.vault.settle().await.unwrap();
        let expected = Moved {
            slot: Slot::Claude,
            from: Place::File(house.path().to_owned()),
            to: Place::Keyring,
        };
        assert_eq!(moved, [expected]);
        assert_eq!(house.in_keyring().as_deref(), Some(NEW));
        assert!(!house.path().exists());
    }
}

#[tokio::test]
async fn a_renewed_login_also_survives_a_keyring_that_fails_in_the_middle() {
    let house = house(Choice::Auto);
    house.pretend.state().full = true;
    let text = SecretString::from(NEW);
    house.vault.write_anyway(Slot::Claude, &text).await.unwrap();
    assert_eq!(house.in_file().as_deref(), Some(NEW));
}

#[tokio::test]
async fn keyring_alone_writes_no_file() {
    let house = house(Choice::Keyring);
    house.set_trouble("locked");
    let text = SecretString::from(NEW);
    let outcome = house.vault.write_anyway(Slot::Claude, &text).await;
    assert_eq!(outcome, Err(StoreError::Locked));
    assert!(!house.path().exists());
}

#[tokio::test]
async fn file_alone_asks_no_keyring_but_to_clear_it() {
    let house = house(Choice::File);
    house.keyring(NEW);
    assert_eq!(house.read().await, Ok(None));
    house.write(OLD).await.unwrap();
    assert_eq!(house.read().await, found(OLD, false));
    assert_eq!(house.vault.keyring().await, KeyringState::Off);
    assert_eq!(house.pretend.state().calls, 0);

    house.set_trouble("locked");
    assert_eq!(house.vault.settle().await, Ok(Vec::new()));
    assert_eq!(
        house.vault.remove(Slot::Claude).await,
        Err(StoreError::Locked)
    );
    assert_eq!(house.in_file().as_deref(), Some(OLD));
    house.pretend.state().trouble = None;
    assert_eq!(house.vault.settle().await.unwrap().len(), 1);
    assert_eq!(house.in_file().as_deref(), Some(NEW));
    assert_eq!(house.in_keyring(), None);
    house.set_trouble("locked");
    assert_eq!(house.vault.remove(Slot::Claude).await, Ok(true));
    assert_eq!(house.pretend.state().asked, 0);
}

#[tokio::test]
async fn settle_moves_what_a_forced_choice_wants_and_auto_only_removes_the_older_of_two() {
    let auto = house(Choice::Auto);
    auto.file(OLD);
    assert_eq!(auto.vault.settle().await, Ok(Vec::new()));
    auto.keyring(NEW);
    assert_eq!(auto.vault.settle().await.unwrap().len(), 1);
    assert_eq!(auto.in_keyring().as_deref(), Some(NEW));
    assert!(!auto.path().exists());

    let forced = house(Choice::Keyring);
    forced.file(OLD);
    let key = SecretString::from(r#"{"key":"k"}"#);
    forced.vault.file.set(Slot::OpenaiKey, &key).unwrap();
    assert_eq!(forced.vault.settle().await.unwrap().len(), 2);
    assert_eq!(forced.in_keyring().as_deref(), Some(OLD));
    assert!(!forced.path().exists());
    assert_eq!(forced.vault.settle().await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_move_that_does_not_arrive_keeps_what_was_there() {
    for broken in ["full", "forgetful"] {
        let house = house(Choice::Keyring);
        house.file(OLD);
        {
            let mut state = house.pretend.state();
            state.full = broken == "full";
            state.forgetful = broken == "forgetful";
        }
        assert!(house.vault.settle().await.is_err(), "{broken}");
        assert_eq!(house.in_file().as_deref(), Some(OLD));
    }
    let house = house(Choice::File);
    house.keyring(OLD);
    fs::create_dir_all(house.path()).unwrap();
    assert!(house.vault.settle().await.is_err());
    assert_eq!(house.in_keyring().as_deref(), Some(OLD));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_of_one_file_lose_nothing() {
    let house = house(Choice::File);
    let mut writers = Vec::new();
    for slot in Slot::ALL {
        // Two vaults have two sets of handles, as two processes have.
        let vault = Vault::new(&Places::in_folder(house.folder.path()), Choice::File);
        writers.push(tokio::spawn(async move {
            for round in 0..40 {
                let text = SecretString::from(format!(r#"{{"round":{round}}}"#));
                vault.write(slot, &text).await.unwrap();
                let read = vault.read(slot).await.unwrap().unwrap();
                assert_eq!(read.text.expose_secret(), text.expose_secret());
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    for slot in Slot::ALL {
        let read = house.vault.read(slot).await.unwrap().unwrap();
        assert_eq!(read.text.expose_secret(), r#"{"round":39}"#);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_leaves_a_whole_change() {
    let house = house(Choice::Auto);
    house.file(OLD);
    let text = SecretString::from(NEW);
    let write = house.vault.write(Slot::Claude, &text);
    let _ = tokio::time::timeout(Duration::from_micros(1), write).await;
    let until = tokio::time::Instant::now() + Duration::from_secs(5);
    while house.path().exists() {
        assert!(
            tokio::time::Instant::now() < until,
            "the write was left half done"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(house.in_keyring().as_deref(), Some(NEW));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_is_being_moved_is_always_found() {
    let house = house(Choice::Auto);
    house.file(OLD);
    let (there, back) = (
        house.vault.choosing(Choice::Keyring),
        house.vault.choosing(Choice::File),
    );
    let mover = tokio::spawn(async move {
        for _ in 0..60 {
            there.settle().await.unwrap();
            back.settle().await.unwrap();
        }
    });
    while !mover.is_finished() {
        assert!(
            house.read().await.unwrap().is_some(),
            "it was in neither place"
        );
    }
    mover.await.unwrap();
}
