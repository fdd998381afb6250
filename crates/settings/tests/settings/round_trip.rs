//! What is set is what is loaded, whatever it is.

use std::collections::BTreeMap;

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use settings::edit;

use crate::home::Home;

/// A file that is already lived in.
const LIVED_IN: &str =
    "# here\n[models]\n[models.aliases]\na = \"b\" # there\n[log]\nlevel = \"warn\"\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn secrets(secret in "[!-~]{1,80}") {
        let home = Home::new().config(LIVED_IN);
        edit::set_secret(&home.sources, "claude.api_key", &SecretString::from(secret.clone())).unwrap();
        let loaded = home.load();
        prop_assert_eq!(loaded.settings.claude.api_key.as_ref().unwrap().expose_secret(), &secret);
        prop_assert!(home.text().contains("# here\n") && home.text().contains("# there\n"));
    }

    #[test]
    fn aliases(first in names(), second in names()) {
        let home = Home::new().config(LIVED_IN);
        for aliases in [first, second] {
            let json = serde_json::to_string(&aliases).unwrap();
            edit::set(&home.sources, "models.aliases", &json).unwrap();
            prop_assert_eq!(&home.load().settings.models.aliases, &aliases);
        }
        prop_assert_eq!(home.load().settings.log.level.as_str(), "warn");
    }

    #[test]
    fn paths(path in "/[^\0]{0,60}") {
        let home = Home::new().config(LIVED_IN);
        edit::set(&home.sources, "log.file", &path).unwrap();
        prop_assert_eq!(home.load().settings.log.file.clone(), Some(path.into()));
    }

    #[test]
    fn lists(first in hosts(), second in hosts()) {
        let home = Home::new().config(LIVED_IN);
        for hosts in [first, second] {
            edit::set(&home.sources, "server.allowed_hosts", &serde_json::to_string(&hosts).unwrap()).unwrap();
            prop_assert_eq!(&home.load().settings.server.allowed_hosts, &hosts);
        }
    }

    #[test]
    fn no_text_makes_a_file_that_does_not_load(key in 0..settings::keys().len(), text in "\\PC{0,30}") {
        let home = Home::new().config(LIVED_IN);
        let key = &settings::keys()[key];
        let before = home.text();
        match edit::set(&home.sources, key.path, &text) {
            Ok(_) => drop(home.load()),
            Err(_) => prop_assert_eq!(home.text(), before),
        }
    }

    #[test]
    fn no_file_makes_the_loader_fail_without_a_message(text in "[a-z\\[\\]{}.=\"'# \n0-9_]{0,120}") {
        let home = Home::new().config(&text).user_env(&text).folder_env(&text);
        if let Err(error) = settings::load(&home.sources) {
            prop_assert!(!error.problems().is_empty());
        }
    }
}

fn names() -> impl Strategy<Value = BTreeMap<String, String>> {
    let name = "[^\\pC]{1,20}".prop_filter("no name is blank", |name| !name.trim().is_empty());
    prop::collection::btree_map(name.clone(), name, 0..5)
}

fn hosts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-z][a-z0-9-]{0,8}(\\.[a-z]{2,3})?", 0..6)
}
