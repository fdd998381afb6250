#![cfg(unix)]

use std::os::unix::fs::{MetadataExt as _, PermissionsExt, symlink};
use std::time::SystemTime;

use super::*;

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn contents(path: &Path) -> String {
    read(path).unwrap().unwrap().expose_secret().to_owned()
}

#[test]
fn a_new_file_and_its_folders_are_the_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/credentials.json");
    replace(&path, &secret("text")).unwrap();
    assert_eq!(contents(&path), "text");
    assert_eq!(mode(&path), 0o600);
    for made in ["a", "a/b"] {
        assert_eq!(mode(&folder.path().join(made)), 0o700, "{made}");
    }
    assert_eq!(names(&folder.path().join("a/b")), ["credentials.json"]);
}

#[test]
fn a_reader_sees_an_old_file_or_a_new_one_and_never_a_part() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials.json");
    let texts = ["a".repeat(100_000), "b".repeat(50_000), "c".repeat(200_000)];
    replace(&path, &secret(&texts[0])).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0..60 {
                replace(&path, &secret(&texts[round % 3])).unwrap();
            }
        });
        while !writer.is_finished() {
            let seen = contents(&path);
            assert!(texts.contains(&seen), "{} bytes", seen.len());
            assert_eq!(mode(&path), 0o600);
        }
    });
}

#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("dotfiles/credentials.json");
    let first = folder.path().join("first");
    let second = folder.path().join("config/second");
    fs::create_dir(folder.path().join("config")).unwrap();
    symlink("../first", &second).unwrap();
    symlink(&real, &first).unwrap();
    // The target and its folder are not there yet.
    replace(&second, &secret("one")).unwrap();
    replace(&second, &secret("two")).unwrap();
    assert_eq!(contents(&real), "two");
    assert!(first.is_symlink() && second.is_symlink() && !real.is_symlink());
    assert!(remove(&second).unwrap());
    assert!(!remove(&second).unwrap());
    assert!(first.is_symlink() && second.is_symlink() && !real.exists());
}

#[test]
fn forty_links_are_followed_and_a_circle_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let at = |number: usize| folder.path().join(number.to_string());
    for number in 0..40 {
        symlink(at(number + 1), at(number)).unwrap();
    }
    replace(&at(0), &secret("text")).unwrap();
    assert!(at(40).is_file() && !at(40).is_symlink());

    let circle = folder.path().join("circle");
    symlink("circle", &circle).unwrap();
    let error = replace(&circle, &secret("text")).unwrap_err();
    assert!(error.to_string().contains("circle"), "{error}");
    assert!(matches!(read(&circle), Err(StoreError::Unreadable { .. })));
}

#[test]
fn what_is_no_file_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("directory");
    fs::create_dir(&directory).unwrap();
    let device = folder.path().join("device");
    symlink("/dev/full", &device).unwrap();
    for path in [&directory, &device] {
        for error in [
            replace(path, &secret("canary")).unwrap_err(),
            remove(path).unwrap_err(),
        ] {
            assert!(matches!(error, StoreError::Unwritable { .. }), "{error:?}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
    assert!(directory.is_dir() && !Path::new("/dev/full").is_file());
    assert!(matches!(
        read(&directory),
        Err(StoreError::Unreadable { .. })
    ));
    assert_eq!(names(folder.path()), ["device", "directory"]);
}

#[test]
fn a_named_pipe_is_an_error_and_no_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert!(matches!(read(&path), Err(StoreError::Unreadable { .. })));
}

#[test]
fn a_path_below_a_file_is_an_error_and_the_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "kept").unwrap();
    let below = file.join("credentials.json");
    let error = replace(&below, &secret("canary")).unwrap_err();
    assert!(matches!(error, StoreError::Unwritable { .. }), "{error:?}");
    assert!(error.to_string().contains("credentials.json"), "{error}");
    assert!(matches!(read(&below), Err(StoreError::Unreadable { .. })));
    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    // A memory file system of 64 kB, in a mount namespace of its own: it goes with the process that made it.
    let script = r#"
        mount -t tmpfs -o size=64k none "$1" && printf old > "$1/credentials.json" && chmod 600 "$1/credentials.json" &&
        CCPROXY_TEST_FULL="$1" "$2" --exact store::atomic::tests::fill_the_disk --nocapture"#;
    let folder = tempfile::tempdir().unwrap();
    let test = std::env::current_exe().unwrap();
    let output = std::process::Command::new("unshare")
        .args(["--mount", "--", "sh", "-c", script, "sh"])
        .args([folder.path(), &test])
        .output();
    match output {
        Ok(output) if String::from_utf8_lossy(&output.stdout).contains("the old file is there") => {
            assert!(output.status.success());
        }
        Ok(output) if output.status.code() == Some(101) => {
            panic!("{}", String::from_utf8_lossy(&output.stdout));
        }
        _ => {
            let _ = writeln!(io::stderr(), "skipped: no file system can be mounted here");
        }
    }
}

/// The part of the test above that runs on the small file system.
#[test]
fn fill_the_disk() {
    let Some(folder) = std::env::var_os("CCPROXY_TEST_FULL").map(PathBuf::from) else {
        return;
    };
    let path = folder.join("credentials.json");
    let error = replace(&path, &secret(&"x".repeat(200_000))).unwrap_err();
    assert!(matches!(error, StoreError::Unwritable { .. }), "{error:?}");
    assert_eq!(contents(&path), "old");
    assert_eq!(names(&folder), ["credentials.json"]);
    println!("the old file is there");
}

#[test]
fn what_a_dead_writer_left_goes_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("auth.json");
    let old = SystemTime::now() - Duration::from_secs(120);
    for (name, at) in [
        (".auth.json.ccproxy-dead.tmp", old),
        (".auth.json.ccproxy-live.tmp", SystemTime::now()),
        (".auth.json.other", old),
        (".other.json.ccproxy-dead.tmp", old),
    ] {
        let file = fs::File::create(folder.path().join(name)).unwrap();
        file.set_modified(at).unwrap();
    }
    replace(&path, &secret("text")).unwrap();
    assert_eq!(
        names(folder.path()),
        [
            ".auth.json.ccproxy-live.tmp",
            ".auth.json.other",
            ".other.json.ccproxy-dead.tmp",
            "auth.json"
        ]
    );
}

#[test]
fn a_file_that_others_can_read_is_closed_to_them_unless_it_is_not_ours_to_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials.json");
    fs::write(&path, "text").unwrap();
    for before in [0o644, 0o640, 0o602, 0o666] {
        fs::set_permissions(&path, PermissionsExt::from_mode(before)).unwrap();
        read_as(&path, Reading::Theirs).unwrap();
        assert_eq!(mode(&path), before);
        assert_eq!(contents(&path), "text");
        assert_eq!(mode(&path), 0o600);
    }
}

#[test]
fn the_file_of_another_user_is_neither_used_nor_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials.json");
    fs::write(&path, "theirs").unwrap();
    if std::os::unix::fs::chown(&path, Some(4242), None).is_err() {
        let _ = writeln!(io::stderr(), "skipped: only root can give files away");
        return;
    }
    let foreign = StoreError::Foreign { path: path.clone() };
    assert_eq!(read(&path).map(drop), Err(foreign.clone()));
    assert_eq!(replace(&path, &secret("ours")), Err(foreign.clone()));
    assert_eq!(remove(&path), Err(foreign));
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    assert_eq!(fs::metadata(&path).unwrap().uid(), 4242);
}

#[test]
fn what_is_not_there_is_none_and_what_is_too_large_or_no_text_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials.json");
    assert!(read(&path).unwrap().is_none());
    assert!(read(&folder.path().join("no/folder")).unwrap().is_none());
    fs::write(&path, vec![b'x'; 1024 * 1024]).unwrap();
    assert_eq!(contents(&path).len(), 1024 * 1024);
    fs::write(&path, vec![b'x'; 1024 * 1024 + 1]).unwrap();
    assert!(matches!(read(&path), Err(StoreError::Unreadable { .. })));
    fs::write(&path, b"\xff\xfe").unwrap();
    assert!(matches!(read(&path), Err(StoreError::Malformed { .. })));
}
