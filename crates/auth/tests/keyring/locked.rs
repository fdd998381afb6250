use std::time::Instant;

use auth::store::{Choice, KeyringState, Place, Slot, StoreError};
use secrecy::ExposeSecret as _;

use crate::house::{SOON, lock_keyring, places, read, start_keyring, text, unlock_keyring, vault};
use crate::session::{Bus, within};

#[test]
fn a_locked_keyring_is_a_state_of_its_own_and_works_again_once_it_is_unlocked() {
    let name = "locked::a_locked_keyring_is_a_state_of_its_own_and_works_again_once_it_is_unlocked";
    within(name, Bus::WithoutServices, || async {
        let _daemon = start_keyring().await;
        let vault = vault(Choice::Auto);
        vault.write(Slot::Claude, &text("old", 1)).await.unwrap();
        for round in 2..5 {
            lock_keyring().await;
            let began = Instant::now();
            assert_eq!(vault.keyring().await, KeyringState::Locked);
            // Also for an entry that is not there: a locked keyring cannot say so for sure.
            for slot in [Slot::Claude, Slot::OpenaiKey] {
                let locked = vault.read(slot).await.map(drop);
                assert_eq!(locked, Err(StoreError::Locked));
                let locked = vault.write(slot, &text("never", 0)).await;
                assert_eq!(locked, Err(StoreError::Locked));
                assert_eq!(vault.remove(slot).await, Err(StoreError::Locked));
            }
            assert_eq!(vault.settle().await.unwrap(), []);
            assert!(!places().credentials.exists());

            let new = text("renewed", round);
            let place = vault.write_anyway(Slot::Claude, &new).await.unwrap();
            assert_eq!(place, Place::File(places().credentials));
            assert_eq!(
                read(&vault, Slot::Claude).await.unwrap(),
                new.expose_secret()
            );
            assert!(began.elapsed() < SOON, "{:?}", began.elapsed());

            unlock_keyring().await;
            assert_eq!(vault.keyring().await, KeyringState::Available);
            assert_eq!(
                read(&vault, Slot::Claude).await.unwrap(),
                new.expose_secret()
            );
            assert_eq!(vault.settle().await.unwrap().len(), 1);
            assert!(!places().credentials.exists());
            let stored = vault.read(Slot::Claude).await.unwrap().unwrap();
            assert_eq!(stored.place, Place::Keyring);
            assert_eq!(stored.text.expose_secret(), new.expose_secret());
        }
    });
}

#[test]
fn with_the_choice_file_a_locked_keyring_is_in_nobodys_way_unless_it_holds_a_copy() {
    let name =
        "locked::with_the_choice_file_a_locked_keyring_is_in_nobodys_way_unless_it_holds_a_copy";
    within(name, Bus::WithoutServices, || async {
        let _daemon = start_keyring().await;
        vault(Choice::Keyring)
            .write(Slot::Claude, &text("a", 1))
            .await
            .unwrap();
        lock_keyring().await;
        let vault = vault(Choice::File);
        for slot in [Slot::Claude, Slot::OpenaiKey] {
            vault.write(slot, &text("b", 2)).await.unwrap();
        }
        assert_eq!(vault.keyring().await, KeyringState::Off);
        assert_eq!(vault.remove(Slot::OpenaiKey).await, Ok(true));
        assert_eq!(vault.remove(Slot::Claude).await, Err(StoreError::Locked));
        assert!(read(&vault, Slot::Claude).await.is_some());
    });
}

#[test]
fn a_keyring_that_was_never_set_up_is_none() {
    let name = "locked::a_keyring_that_was_never_set_up_is_none";
    // The bus starts the keyring by itself, which has no collection then, and nobody to ask for a password.
    within(name, Bus::Usual, || async {
        let auto = vault(Choice::Auto);
        let state = auto.keyring().await;
        assert!(matches!(state, KeyringState::Absent { .. }), "{state:?}");
        assert_eq!(read(&auto, Slot::Claude).await, None);
        let place = auto.write(Slot::Claude, &text("a", 1)).await.unwrap();
        assert_eq!(place, Place::File(places().credentials));
        let error = vault(Choice::Keyring)
            .write(Slot::Claude, &text("a", 1))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::NoKeyring { .. }), "{error:?}");
    });
}
