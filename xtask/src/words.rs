//! The tree speaks of itself alone: no path of somebody's machine, no mirror that only one network has.

use std::path::Path;

use crate::error::{Error, Result};
use crate::tool::Tool;

/// Folders that hold other people's files, when the next part of the path is a person.
const HOMES: [&str; 2] = ["home", "Users"];

/// The people of examples.
const EXAMPLES: [&str; 3] = ["user", "you", "me"];

/// Folders at the top of some machine that are on no other.
const PRIVATE: [&str; 2] = ["root", "work"];

/// Options by which a list of pins asks an index of its own.
const INDEXES: [&str; 4] = [
    "--index-url",
    "--extra-index-url",
    "--find-links",
    "--trusted-host",
];

/// Looks at all files that git tracks.
///
/// # Errors
/// There are findings; or git cannot list the files.
pub(crate) fn check(root: &Path) -> Result<()> {
    let listed = Tool::new("git")
        .args(["ls-files", "-z"])
        .within(root)
        .read();
    let listed = listed.ok_or_else(|| {
        Error::new("`git ls-files` fails here")
            .advise("this step wants git and a clone of the project")
    })?;
    let mut count = 0;
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        // A file that is no text has no words; one that is deleted and not yet committed neither.
        let Ok(text) = std::fs::read_to_string(root.join(name)) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            if let Some(found) = machine_path(line).or_else(|| own_index(name, line)) {
                println!("{name}:{}: {found}", index + 1);
                count += 1;
            }
        }
    }
    match count {
        0 => Ok(()),
        _ => Err(
            Error::new(format!("{count} lines are true of one machine only"))
                .advise("use a relative path, the environment, or /home/user in an example"),
        ),
    }
}

/// An absolute path that is somebody's.
fn machine_path(line: &str) -> Option<String> {
    line.match_indices('/').find_map(|(start, _)| {
        // In the middle of a word it is no absolute path: `src/work/x`, `{out}/work/x`, `https://host/work`.
        let begins = line[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && !"_-./}>)*~$%]".contains(before));
        let mut parts = line[start + 1..].split(|letter: char| !is_of_a_name(letter));
        let (first, second) = (parts.next()?, parts.next().unwrap_or_default());
        let after = line[start + 1 + first.len()..].chars().next();
        let somebody = !second.is_empty() && !EXAMPLES.contains(&second);
        let found = begins
            && after == Some('/')
            && (PRIVATE.contains(&first) || HOMES.contains(&first) && somebody);
        found.then(|| format!("the path /{first}/{second} is of one machine"))
    })
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_-.".contains(letter)
}

/// A pin that names where to download from: the machine's own configuration says that.
fn own_index(file: &str, line: &str) -> Option<String> {
    let name = Path::new(file).file_name()?.to_str()?;
    let line = line.trim_start();
    let found = match name {
        "package-lock.json" => line.starts_with("\"resolved\": \"http"),
        ".npmrc" => line.contains("registry"),
        _ if name.starts_with("requirements") => {
            INDEXES.iter().any(|option| line.starts_with(option))
        }
        _ => false,
    };
    found.then(|| "a pin names its download address".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A path from its parts: written out, it would be a finding of this very check.
    fn path(parts: &[&str]) -> String {
        format!("/{}", parts.join("/"))
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for parts in [
            ["home", "ann", "x"],
            ["root", ".cargo", "x"],
            ["work", "main", "x"],
        ] {
            let line = format!("see \"{}\"", path(&parts));
            assert!(machine_path(&line).is_some(), "{line}");
        }
        assert!(machine_path(&path(&["Users", "ann"])).is_some());
    }

    #[test]
    fn examples_and_other_paths_are_not() {
        for line in [
            "/home/user/.config/ccproxy",
            "/Users/you/Library",
            "/etc/ssl/certs",
            "out/work/NAME/log.txt",
            "{out}/work/x",
            "$HOME/work/x",
            "https://example.com/home/ann",
            "mount the root: /",
            "/home/",
        ] {
            assert_eq!(machine_path(line), None, "{line}");
        }
    }

    #[test]
    fn pins_name_no_address() {
        let line = "      \"resolved\": \"https://example.com/x.tgz\",";
        assert!(own_index("tests/javascript/package-lock.json", line).is_some());
        assert!(own_index("ui/notes.json", line).is_none());
        assert!(own_index("a/requirements.txt", "--index-url https://example.com").is_some());
        assert!(own_index("a/requirements.txt", "anthropic==2.13.0").is_none());
    }
}
