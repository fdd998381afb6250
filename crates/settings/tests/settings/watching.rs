//! Settings that follow their files.

use std::fs;
use std::time::Duration;

use settings::{Loaded, Watch, edit};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::home::Home;

/// Long enough for a loaded machine.
const SOON: Duration = Duration::from_secs(10);
/// Long enough that a change would have been noticed.
const A_WHILE: Duration = Duration::from_millis(600);

fn start(home: &Home) -> Watch {
    Watch::start(
        home.sources.clone(),
        home.load(),
        vec![home.path("config/credentials.json")],
    )
    .unwrap()
}

async fn port(receiver: &mut watch::Receiver<std::sync::Arc<Loaded>>, port: u16) {
    let is = |loaded: &std::sync::Arc<Loaded>| loaded.settings.server.port == port;
    timeout(SOON, receiver.wait_for(is))
        .await
        .expect("no news in time")
        .unwrap();
}

async fn quiet<T: std::fmt::Debug>(receiver: &mut watch::Receiver<T>) {
    let news = timeout(A_WHILE, receiver.changed()).await;
    assert!(news.is_err(), "news of nothing: {:?}", receiver.borrow());
}

#[tokio::test]
async fn a_write_a_rename_and_a_removal_are_noticed() {
    let home = Home::new().config("server.port = 1\n");
    let watch = start(&home);
    let mut loaded = watch.loaded();
    port(&mut loaded, 1).await;
    fs::write(&home.sources.config_file, "server.port = 2\n").unwrap();
    port(&mut loaded, 2).await;
    fs::write(home.path("config/.swap"), "server.port = 3\n").unwrap();
    fs::rename(home.path("config/.swap"), &home.sources.config_file).unwrap();
    port(&mut loaded, 3).await;
    fs::write(&home.sources.config_file, "server.port = 4\n").unwrap();
    port(&mut loaded, 4).await;
    edit::set(&home.sources, "server.port", "5").unwrap();
    port(&mut loaded, 5).await;
    fs::remove_file(&home.sources.config_file).unwrap();
    port(&mut loaded, 8000).await;
}

#[tokio::test]
async fn both_env_files_are_noticed() {
    let home = Home::new();
    let watch = start(&home);
    let mut loaded = watch.loaded();
    fs::write(home.path("config/.env"), "SERVER__PORT=1\n").unwrap();
    port(&mut loaded, 1).await;
    fs::write(home.path("work/.env"), "SERVER__PORT=2\n").unwrap();
    port(&mut loaded, 2).await;
}

#[tokio::test]
async fn a_folder_that_is_made_later_or_again_is_noticed() {
    let mut home = Home::new();
    home.sources.config_file = home.path("a/b/ccproxy/config.toml");
    let watch = start(&home);
    let mut loaded = watch.loaded();
    edit::set(&home.sources, "server.port", "1").unwrap();
    port(&mut loaded, 1).await;
    fs::remove_dir_all(home.path("a/b")).unwrap();
    edit::set(&home.sources, "server.port", "2").unwrap();
    port(&mut loaded, 2).await;
    fs::remove_dir_all(home.path("a")).unwrap();
    port(&mut loaded, 8000).await;
    edit::set(&home.sources, "server.port", "3").unwrap();
    port(&mut loaded, 3).await;
    fs::write(&home.sources.config_file, "server.port = 4\n").unwrap();
    port(&mut loaded, 4).await;
}

#[tokio::test]
async fn a_mistake_keeps_the_old_settings_and_is_told() {
    let home = Home::new().config("server.port = 1\n");
    let watch = start(&home);
    let (mut loaded, mut problem) = (watch.loaded(), watch.problem());
    loaded.mark_unchanged();
    fs::write(&home.sources.config_file, "server.prot = 2\n").unwrap();
    let told = timeout(SOON, problem.wait_for(Option::is_some))
        .await
        .unwrap()
        .unwrap()
        .clone();
    assert_eq!(
        home.plain(&told.unwrap()),
        "config/config.toml:1: server.prot is not a setting; did you mean server.port?"
    );
    quiet(&mut loaded).await;
    assert_eq!(loaded.borrow().settings.server.port, 1);
    fs::write(&home.sources.config_file, "server.port = 2\n").unwrap();
    port(&mut loaded, 2).await;
    timeout(SOON, problem.wait_for(Option::is_none))
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn what_says_the_same_is_no_news() {
    let home = Home::new().config("server.port = 1\n");
    let watch = start(&home);
    let (mut loaded, mut problem, mut extra) = (watch.loaded(), watch.problem(), watch.extra());
    fs::write(&home.sources.config_file, "# a comment\nserver.port = 1\n").unwrap();
    fs::write(home.path("config/unrelated"), "x").unwrap();
    quiet(&mut loaded).await;
    quiet(&mut problem).await;
    quiet(&mut extra).await;
}

#[tokio::test]
async fn extra_files_and_tls_files_count() {
    let home =
        Home::new().config("[server]\ntls_cert = \"tls/cert.pem\"\ntls_key = \"tls/key.pem\"\n");
    let watch = start(&home);
    let (mut extra, mut loaded) = (watch.extra(), watch.loaded());
    let mut last = 0;
    let changes: [&dyn Fn(); 4] = [
        &|| fs::write(home.path("config/credentials.json"), "{}").unwrap(),
        &|| fs::create_dir(home.path("config/tls")).unwrap(),
        &|| fs::write(home.path("config/tls/cert.pem"), "one").unwrap(),
        &|| fs::remove_file(home.path("config/credentials.json")).unwrap(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        change();
        if index == 1 {
            quiet(&mut extra).await;
            continue;
        }
        timeout(SOON, extra.wait_for(|now| *now > last))
            .await
            .unwrap()
            .unwrap();
        last = *extra.borrow_and_update();
    }
    quiet(&mut loaded).await;
    fs::write(home.path("work/other.pem"), "one").unwrap();
    let moved = format!(
        "[server]\ntls_cert = {0:?}\ntls_key = {0:?}\n",
        home.path("work/other.pem")
    );
    fs::write(&home.sources.config_file, moved).unwrap();
    timeout(SOON, loaded.changed()).await.unwrap().unwrap();
    quiet(&mut extra).await;
    fs::write(home.path("work/other.pem"), "two").unwrap();
    timeout(SOON, extra.changed()).await.unwrap().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_and_its_exchange_is_noticed() {
    let home = Home::new();
    fs::create_dir_all(home.path("v1")).unwrap();
    fs::create_dir_all(home.path("v2")).unwrap();
    fs::write(home.path("v1/config.toml"), "server.port = 1\n").unwrap();
    fs::write(home.path("v2/config.toml"), "server.port = 3\n").unwrap();
    std::os::unix::fs::symlink(home.path("v1"), home.path("now")).unwrap();
    std::os::unix::fs::symlink(home.path("now/config.toml"), &home.sources.config_file).unwrap();
    let watch = start(&home);
    let mut loaded = watch.loaded();
    port(&mut loaded, 1).await;
    fs::write(home.path("v1/config.toml"), "server.port = 2\n").unwrap();
    port(&mut loaded, 2).await;
    std::os::unix::fs::symlink(home.path("v2"), home.path("next")).unwrap();
    fs::rename(home.path("next"), home.path("now")).unwrap();
    port(&mut loaded, 3).await;
}

#[tokio::test]
async fn what_changed_before_the_start_is_noticed() {
    let home = Home::new();
    let before = home.load();
    fs::write(&home.sources.config_file, "server.port = 7\n").unwrap();
    let watch = Watch::start(home.sources.clone(), before, Vec::new()).unwrap();
    port(&mut watch.loaded(), 7).await;
}

#[tokio::test]
async fn the_end_of_the_watch_ends_its_thread() {
    let home = Home::new();
    let watch = start(&home);
    let mut loaded = watch.loaded();
    loaded.mark_unchanged();
    drop(watch);
    let end = timeout(Duration::from_secs(2), loaded.changed())
        .await
        .expect("the thread lives on");
    assert!(end.is_err(), "its sender is gone with it");
}

/// An editor that truncates a file and then fills it must not make a token vanish in between.
#[tokio::test]
async fn a_file_that_is_being_written_is_not_taken_for_an_empty_one() {
    let home = Home::new().config("server.port = 1\n");
    let watch = start(&home);
    let mut loaded = watch.loaded();
    for (port, pause) in [(2, 50), (3, 400)] {
        fs::write(&home.sources.config_file, "").unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        fs::write(&home.sources.config_file, format!("server.port = {port}\n")).unwrap();
        timeout(SOON, loaded.changed()).await.unwrap().unwrap();
        assert_eq!(loaded.borrow_and_update().settings.server.port, port);
    }
    fs::write(&home.sources.config_file, "").unwrap();
    port(&mut loaded, 8000).await;
}
