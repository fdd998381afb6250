//! The file on the disk: whole and private at every instant.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use settings::edit;

use crate::home::Home;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn folder_and_file_are_made_for_their_owner_alone() {
    let mut home = Home::new();
    home.sources.config_file = home.path("new/ccproxy/config.toml");
    let edited = edit::set(&home.sources, "server.port", "9000").unwrap();
    assert_eq!(edited.file, home.sources.config_file);
    assert_eq!(mode(&home.path("new")), 0o700);
    assert_eq!(mode(&home.path("new/ccproxy")), 0o700);
    assert_eq!(mode(&home.path("state")), 0o700);
    assert_eq!(mode(&home.sources.config_file), 0o600);
}

#[test]
fn an_open_file_is_closed_by_a_write() {
    let home = Home::new().config("log.level = \"info\"\n");
    fs::set_permissions(&home.sources.config_file, fs::Permissions::from_mode(0o644)).unwrap();
    edit::set(&home.sources, "log.level", "warn").unwrap();
    assert_eq!(mode(&home.sources.config_file), 0o600);
}

#[test]
fn a_link_stays_and_its_target_is_replaced() {
    for (target, exists) in [("dotfiles/config.toml", true), ("dotfiles/new.toml", false)] {
        let home = Home::new();
        fs::create_dir(home.path("dotfiles")).unwrap();
        if exists {
            fs::write(home.path(target), "# mine\n").unwrap();
        }
        let relative = Path::new("..").join(target);
        std::os::unix::fs::symlink(relative, &home.sources.config_file).unwrap();
        edit::set(&home.sources, "server.port", "9000").unwrap();
        assert!(home.sources.config_file.is_symlink());
        assert!(
            fs::read_to_string(home.path(target))
                .unwrap()
                .ends_with("port = 9000\n")
        );
        assert_eq!(home.load().settings.server.port, 9000);
    }
}

/// Readers look without rest while two editors write: every look must find a whole, private file.
#[test]
fn no_reader_sees_a_part_of_a_file() {
    let home = Home::new();
    edit::set(&home.sources, "server.port", "1").unwrap();
    let (path, done) = (home.sources.config_file.as_path(), AtomicBool::new(false));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut looks = 0;
                    while !done.load(Ordering::Relaxed) {
                        let text = fs::read_to_string(path).unwrap();
                        assert!(text.starts_with("[server]\nport = "), "{text:?}");
                        assert!(text.ends_with('\n'), "{text:?}");
                        for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
                            let Ok(metadata) = entry.unwrap().metadata() else {
                                continue;
                            };
                            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
                        }
                        looks += 1;
                    }
                    looks
                })
            })
            .collect();
        let editors = [("server.port", 1000), ("server.max_body", 5000)].map(|(key, from)| {
            let sources = &home.sources;
            scope.spawn(move || {
                for number in 0..100 {
                    edit::set(sources, key, &(from + number).to_string()).unwrap();
                }
            })
        });
        for editor in editors {
            editor.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().unwrap() > 100);
        }
    });
    let loaded = home.load();
    assert_eq!(
        loaded.settings.server.port, 1099,
        "no editor lost the other's last change"
    );
    assert_eq!(loaded.settings.server.max_body, 5099);
    let left: Vec<_> = fs::read_dir(home.path("config"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left, ["config.toml"]);
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let home = Home::new().config("log.level = \"info\"\n");
    fs::remove_dir_all(home.path("state")).ok();
    fs::write(home.path("state"), "in the way").unwrap();
    let message = home.message(&edit::set(&home.sources, "log.level", "warn").unwrap_err());
    assert!(
        message.starts_with("cannot make the folder state: "),
        "{message}"
    );
    assert_eq!(home.text(), "log.level = \"info\"\n");
}
