//! A process's private folder: what a client wrote reaches the command through files that nobody else can read.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the command runs: empty, and the same for all. The command tells the model its working folder, and a folder
/// for each process would change the beginning of each prompt, which is what the provider's cache goes by.
const EMPTY: &str = "empty";
const SYSTEM: &str = "system.txt";
const MCP: &str = "mcp.json";

/// The folder of one process. Dropping it removes it, which blocks for a moment: let [`Folder::remove`] do it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    working: PathBuf,
    has_mcp: bool,
}

impl Folder {
    /// Makes it below `state`, with `system` and, where there are tools, the address of their endpoint. It blocks.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn make(
        state: &Path,
        name: &str,
        system: &str,
        mcp: Option<&str>,
    ) -> io::Result<Self> {
        let home = home(state);
        let working = home.join(EMPTY);
        private(DirBuilder::new().recursive(true)).create(&working)?;
        let path = home.join(name);
        // One that is there already is somebody else's, and not ours to remove.
        private(&mut DirBuilder::new()).create(&path)?;
        let folder = Self {
            path,
            working,
            has_mcp: mcp.is_some(),
        };
        write(&folder.system(), system)?;
        if let Some(mcp) = mcp {
            write(&folder.path.join(MCP), mcp)?;
        }
        Ok(folder)
    }

    pub(super) fn working(&self) -> &Path {
        &self.working
    }

    pub(super) fn system(&self) -> PathBuf {
        self.path.join(SYSTEM)
    }

    pub(super) fn mcp(&self) -> Option<PathBuf> {
        self.has_mcp.then(|| self.path.join(MCP))
    }

    /// Removes it off the runtime.
    pub(super) async fn remove(self) {
        // Only a runtime that is shutting down refuses, and drops the folder all the same.
        let _ = tokio::task::spawn_blocking(move || drop(self)).await;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is found at the next start.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Where all of them lie.
fn home(state: &Path) -> PathBuf {
    state.join("claude-code")
}

/// A name that no other folder of this program has, whichever provider's it is: while settings change there are two.
pub(super) fn name() -> String {
    static NUMBERS: AtomicU64 = AtomicU64::new(0);
    let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
    format!("{}-{}-{number}", std::process::id(), run())
}

/// What tells this run from an earlier one with the same process id: in a container it is the same after each start.
fn run() -> &'static str {
    static RUN: OnceLock<String> = OnceLock::new();
    RUN.get_or_init(|| {
        // Without random numbers nothing is lost but this.
        let number = getrandom::u64().unwrap_or_default();
        format!("{number:016x}")
    })
}

/// Removes the folders of programs that are gone. It blocks.
pub(super) fn sweep(state: &Path) {
    let Ok(entries) = fs::read_dir(home(state)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(is_abandoned) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether the folder of this name belongs to nobody any more.
fn is_abandoned(name: &str) -> bool {
    let Some((pid, rest)) = name.split_once('-') else {
        return false;
    };
    let Ok(pid) = pid.parse() else { return false };
    if pid == std::process::id() {
        return !rest.starts_with(run());
    }
    !lives(pid)
}

#[cfg(unix)]
fn lives(pid: u32) -> bool {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Another program's folder is left alone where nobody can be asked about it.
#[cfg(not(unix))]
fn lives(_: u32) -> bool {
    true
}

#[cfg(unix)]
fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    builder.mode(0o700)
}

/// On Windows the state folder is the person's own, and hands that down.
#[cfg(not(unix))]
fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_that_is_there_already_stays_somebody_elses() {
        let state = tempfile::tempdir().unwrap();
        let folder = Folder::make(state.path(), "1-1", "be brief", None).unwrap();
        assert!(Folder::make(state.path(), "1-1", "be long", None).is_err());
        assert_eq!(fs::read_to_string(folder.system()).unwrap(), "be brief");
        assert_ne!(name(), name());
    }

    #[test]
    fn only_its_owner_can_read_a_folder_and_it_goes_with_its_process() {
        let state = tempfile::tempdir().unwrap();
        let folder = Folder::make(state.path(), "1-1", "be brief", Some("{}")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path), 0o700);
        assert_eq!(mode(folder.working()), 0o700);
        assert_eq!(mode(&folder.system()), 0o600);
        assert_eq!(mode(&folder.mcp().unwrap()), 0o600);
        let path = folder.path.clone();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn the_folders_of_programs_that_are_gone_are_swept_and_no_others() {
        let state = tempfile::tempdir().unwrap();
        let mut gone = std::process::Command::new("true").spawn().unwrap();
        let pid = gone.id();
        gone.wait().unwrap();
        let home = home(state.path());
        let own = home.join(name());
        let earlier = format!("{}-0123456789abcdef-0", std::process::id());
        for path in [
            &own,
            &home.join(earlier),
            &home.join(EMPTY),
            &home.join("1-3"),
            &home.join(format!("{pid}-1")),
        ] {
            fs::create_dir_all(path).unwrap();
        }
        sweep(state.path());
        let entries = fs::read_dir(&home).unwrap();
        let mut left: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let own = own.file_name().unwrap().to_str().unwrap().to_owned();
        let mut kept = [own, "1-3".to_owned(), EMPTY.to_owned()];
        kept.sort();
        assert_eq!(left, kept);
    }
}
