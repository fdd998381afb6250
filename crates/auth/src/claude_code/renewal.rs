use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The mark of the process that renews the login, in the command's own folder (measured with claude 2.1.331: a JSON object
/// with `pid`, there from before the refresh token is sent until the new one is kept; one that is killed leaves it).
const OWNER: &str = ".oauth_refresh.lock.owner";

/// Whether the command's process `process` is just renewing its login. It looks at the disk: on an async runtime, call it
/// inside `spawn_blocking`.
///
/// `environment` is the command's. A mark that cannot be read is none.
#[must_use]
pub fn renews_login(environment: &[(OsString, OsString)], process: u32) -> bool {
    #[derive(serde::Deserialize)]
    struct Owner {
        pid: u32,
    }
    let Some(folder) = folder(environment) else {
        return false;
    };
    let Ok(mark) = std::fs::read(folder.join(OWNER)) else {
        return false;
    };
    serde_json::from_slice::<Owner>(&mark).is_ok_and(|owner| owner.pid == process)
}

/// Where the command keeps its own files.
fn folder(environment: &[(OsString, OsString)]) -> Option<PathBuf> {
    let value = |name: &str| {
        let mut named = environment
            .iter()
            .filter(|(key, _)| key == OsStr::new(name));
        named
            .next()
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    };
    if let Some(folder) = value("CLAUDE_CONFIG_DIR") {
        return Some(folder.into());
    }
    let home = value(if cfg!(windows) { "USERPROFILE" } else { "HOME" })?;
    Some(PathBuf::from(home).join(".claude"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_process_that_the_mark_names_renews_the_login() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("own");
        std::fs::create_dir(&folder).unwrap();
        let environment = [
            (OsString::from("HOME"), home.path().into()),
            (OsString::from("CLAUDE_CONFIG_DIR"), folder.clone().into()),
        ];
        assert!(!renews_login(&environment, 7));
        let mark = folder.join(OWNER);
        std::fs::write(
            &mark,
            r#"{"pid":7,"procStart":"3640086","lockBirthtimeMs":1.5}"#,
        )
        .unwrap();
        assert!(renews_login(&environment, 7));
        assert!(!renews_login(&environment, 8));
        assert!(!renews_login(&environment[..1], 7));
        std::fs::write(&mark, "{").unwrap();
        assert!(!renews_login(&environment, 7));
    }
}
