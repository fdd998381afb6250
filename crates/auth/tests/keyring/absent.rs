use std::time::Instant;

use auth::store::{Choice, KeyringState, Place, Slot, StoreError};
use secrecy::ExposeSecret as _;

use crate::house::{SOON, becomes, places, read, start_bus, start_keyring, text, vault};
use crate::session::{Bus, within};

async fn there_is_none() {
    let began = Instant::now();
    let auto = vault(Choice::Auto);
    let state = auto.keyring().await;
    assert!(matches!(state, KeyringState::Absent { .. }), "{state:?}");
    assert_eq!(read(&auto, Slot::Claude).await, None);
    let place = auto.write(Slot::Claude, &text("a", 1)).await.unwrap();
    assert_eq!(place, Place::File(places().credentials));
    assert!(read(&auto, Slot::Claude).await.is_some());
    assert_eq!(auto.remove(Slot::Claude).await, Ok(true));

    let forced = vault(Choice::Keyring);
    for error in [
        forced.read(Slot::Claude).await.map(drop).unwrap_err(),
        forced.write(Slot::Claude, &text("a", 1)).await.unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::NoKeyring { .. }), "{error:?}");
        assert!(
            error.to_string().contains("credentials.store file"),
            "{error}"
        );
    }
    assert!(!places().credentials.exists());
    assert!(began.elapsed() < SOON / 2, "{:?}", began.elapsed());
}

#[test]
fn a_bus_without_a_keyring_is_no_keyring_until_one_starts() {
    let name = "absent::a_bus_without_a_keyring_is_no_keyring_until_one_starts";
    within(name, Bus::WithoutServices, || async {
        there_is_none().await;
        let vault = vault(Choice::Auto);
        vault.write(Slot::Claude, &text("a", 1)).await.unwrap();
        for round in 2..4 {
            let daemon = start_keyring().await;
            let new = text("b", round);
            let place = vault.write(Slot::Claude, &new).await.unwrap();
            assert_eq!(place, Place::Keyring);
            assert_eq!(
                read(&vault, Slot::Claude).await.unwrap(),
                new.expose_secret()
            );
            assert!(!places().credentials.exists());
            drop(daemon);
            becomes(&vault, |state| matches!(state, KeyringState::Absent { .. })).await;
        }
    });
}

#[test]
fn no_bus_is_no_keyring_until_there_is_one() {
    let name = "absent::no_bus_is_no_keyring_until_there_is_one";
    within(name, Bus::None, || async {
        there_is_none().await;
        let vault = vault(Choice::Auto);
        vault.write(Slot::Claude, &text("a", 1)).await.unwrap();
        let bus = start_bus();
        let daemon = start_keyring().await;
        let new = text("b", 2);
        assert_eq!(vault.write(Slot::Claude, &new).await, Ok(Place::Keyring));
        assert!(!places().credentials.exists());
        drop((daemon, bus));
        becomes(&vault, |state| matches!(state, KeyringState::Absent { .. })).await;
    });
}
