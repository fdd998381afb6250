use auth::store::{Choice, KeyringState, Moved, Place, Slot};
use secrecy::ExposeSecret as _;

use crate::house::{generation, places, read, secret_tool, start_keyring, text, vault};
use crate::session::{Bus, within};

#[test]
fn what_is_written_is_read_and_other_programs_find_it_by_its_attributes() {
    let name = "unlocked::what_is_written_is_read_and_other_programs_find_it_by_its_attributes";
    within(name, Bus::WithoutServices, || async {
        let _daemon = start_keyring().await;
        for choice in [Choice::Auto, Choice::Keyring] {
            let vault = vault(choice);
            assert_eq!(vault.keyring().await, KeyringState::Available);
            for slot in Slot::ALL {
                assert_eq!(read(&vault, slot).await, None);
                let text = text(slot.field(), 1);
                assert_eq!(vault.write(slot, &text).await, Ok(Place::Keyring));
                assert_eq!(
                    read(&vault, slot).await.as_deref(),
                    Some(text.expose_secret())
                );
                let user = slot.keyring_user();
                let looked = secret_tool(&["lookup", "service", "ccproxy", "username", user]).await;
                assert_eq!(looked, text.expose_secret());
            }
            let found = secret_tool(&["search", "--all", "service", "ccproxy"]).await;
            for attribute in [
                "username = chatgpt-client",
                "label = keyring:claude@ccproxy",
            ] {
                assert!(found.contains(attribute), "{found}");
            }
            for slot in Slot::ALL {
                assert_eq!(vault.remove(slot).await, Ok(true));
                assert_eq!(vault.remove(slot).await, Ok(false));
                assert_eq!(read(&vault, slot).await, None);
            }
            let found = secret_tool(&["search", "--all", "service", "ccproxy"]).await;
            assert!(!found.contains("ccproxy"), "{found}");
            assert!(!places().credentials.exists());
        }
    });
}

#[test]
fn each_change_makes_the_generation_grow_and_a_look_does_not() {
    let name = "unlocked::each_change_makes_the_generation_grow_and_a_look_does_not";
    within(name, Bus::WithoutServices, || async {
        let _daemon = start_keyring().await;
        let vault = vault(Choice::Auto);
        read(&vault, Slot::Claude).await;
        vault.remove(Slot::Claude).await.unwrap();
        assert_eq!(generation(), None);
        let mut before: u64 = 0;
        for round in 0..3 {
            vault.write(Slot::Claude, &text("a", round)).await.unwrap();
            read(&vault, Slot::Claude).await;
            let after: u64 = generation().unwrap().trim().parse().unwrap();
            assert!(after > before);
            before = after;
        }
        vault.remove(Slot::Claude).await.unwrap();
        assert!(generation().unwrap().trim().parse::<u64>().unwrap() > before);
    });
}

#[test]
fn a_move_between_the_stores_leaves_no_copy_behind() {
    let name = "unlocked::a_move_between_the_stores_leaves_no_copy_behind";
    within(name, Bus::WithoutServices, || async {
        let _daemon = start_keyring().await;
        let keyring = vault(Choice::Keyring);
        let file = vault(Choice::File);
        let path = places().credentials;
        file.write(Slot::Claude, &text("a", 1)).await.unwrap();
        file.write(Slot::ClaudeKey, &text("b", 1)).await.unwrap();

        let moved = keyring.settle().await.unwrap();
        let one = |slot, from, to| Moved { slot, from, to };
        let (there, here) = (Place::Keyring, Place::File(path.clone()));
        assert_eq!(
            moved,
            [
                one(Slot::Claude, here.clone(), there.clone()),
                one(Slot::ClaudeKey, here.clone(), there.clone()),
            ]
        );
        assert!(!path.exists());
        assert_eq!(
            read(&keyring, Slot::Claude).await.unwrap(),
            text("a", 1).expose_secret()
        );

        let moved = file.settle().await.unwrap();
        assert_eq!(moved.len(), 2);
        assert_eq!(moved[0], one(Slot::Claude, there, here));
        let found = secret_tool(&["search", "--all", "service", "ccproxy"]).await;
        assert!(!found.contains("ccproxy"), "{found}");
        assert_eq!(
            read(&file, Slot::Claude).await.unwrap(),
            text("a", 1).expose_secret()
        );
        assert_eq!(file.settle().await.unwrap(), []);
    });
}

#[test]
fn a_login_of_any_size_fits() {
    let name = "unlocked::a_login_of_any_size_fits";
    within(name, Bus::WithoutServices, || async {
        let _daemon = start_keyring().await;
        let vault = vault(Choice::Keyring);
        for size in [2560, 8_000, 65_536, 300_000] {
            let text = text(&"x".repeat(size), 1);
            vault.write(Slot::Chatgpt, &text).await.unwrap();
            assert!(read(&vault, Slot::Chatgpt).await.unwrap() == text.expose_secret());
        }
        let found = secret_tool(&["search", "--all", "service", "ccproxy"]).await;
        assert_eq!(found.matches("username = ").count(), 1);
    });
}
