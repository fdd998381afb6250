//! What goes into a package beside the app: the command, its manual, its completions.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::workspace::{Workspace, program};

/// Where each shell of Debian and Fedora looks for completions.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "/usr/share/bash-completion/completions/ccproxy"),
    ("zsh", "/usr/share/zsh/vendor-completions/_ccproxy"),
    ("fish", "/usr/share/fish/vendor_completions.d/ccproxy.fish"),
];

/// Who makes the packages.
const PUBLISHER: &str = "ccproxy contributors";

/// What package managers show.
const ABOUT: &str = "A tray app and a command that put your own Claude and ChatGPT accounts behind one endpoint on this \
    machine, for the unmodified Anthropic and OpenAI SDKs and for command-line tools.";

/// A file of a package: where it is installed, and where it is now.
type Entry = (String, PathBuf);

/// Makes all of it with the built command, and gives the configuration that puts it into packages.
///
/// # Errors
/// The command fails, or a file cannot be written.
pub(super) fn collect(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("bundle-extras");
    let command = program(&workspace.target.join("release"), "ccproxy");
    let manual = folder.join("man");
    // Pages of commands that are no more would stay.
    match fs::remove_dir_all(&folder) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::io(
                format!("cannot empty {}", folder.display()),
                &cause,
            ));
        }
        _ => {}
    }
    fs::create_dir_all(&folder)
        .map_err(|cause| Error::io(format!("cannot make {}", folder.display()), &cause))?;
    Tool::new(&command).arg("man").arg(&manual).run()?;
    let mut entries = vec![("/usr/bin/ccproxy".to_owned(), command.clone())];
    entries.extend(pages(&manual)?);
    for (shell, installed) in COMPLETIONS {
        let script = Tool::new(&command).args(["completions", shell]).read();
        let script = script.ok_or_else(|| Error::new(format!("no completions for {shell}")))?;
        let file = folder.join(format!("completions.{shell}"));
        write(&file, &script)?;
        entries.push((installed.to_owned(), file));
    }
    let config = folder.join("bundle.json");
    write(&config, &configuration(&entries))?;
    Ok(config)
}

fn pages(manual: &Path) -> Result<Vec<Entry>> {
    let unreadable = |cause| Error::io(format!("cannot read {}", manual.display()), &cause);
    let mut pages = Vec::new();
    for page in fs::read_dir(manual).map_err(unreadable)? {
        let page = page.map_err(unreadable)?;
        let name = page.file_name().to_string_lossy().into_owned();
        pages.push((format!("/usr/share/man/man1/{name}"), page.path()));
    }
    pages.sort();
    Ok(pages)
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text)
        .map_err(|cause| Error::io(format!("cannot write {}", file.display()), &cause))
}

/// What each kind of Linux package has beside the app, as JSON. The packager finds the web view by itself, and not what
/// shows the tray: it does not see features that come from the workspace.
fn configuration(entries: &[Entry]) -> String {
    let deb = section(entries, "libayatana-appindicator3-1", str::to_owned);
    // Fedora's zsh looks elsewhere than Debian's.
    let rpm = section(entries, "libayatana-appindicator-gtk3", |installed| {
        installed.replace("/zsh/vendor-completions/", "/zsh/site-functions/")
    });
    let linux = format!("{{\"deb\": {deb}, \"rpm\": {rpm}}}");
    let (publisher, about) = (quoted(PUBLISHER), quoted(ABOUT));
    format!(
        "{{\"bundle\": {{\"publisher\": {publisher}, \"longDescription\": {about}, \"linux\": {linux}}}}}\n"
    )
}

fn section(entries: &[Entry], depends: &str, place: fn(&str) -> String) -> String {
    let lines = entries.iter().map(|(installed, file)| {
        let file = file.to_string_lossy();
        format!("{}: {}", quoted(&place(installed)), quoted(&file))
    });
    let files = lines.collect::<Vec<_>>().join(",\n");
    format!(
        "{{\"depends\": [{}], \"files\": {{\n{files}\n}}}}",
        quoted(depends)
    )
}

/// A string of JSON (RFC 8259, section 7).
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            control if control < ' ' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_packages_get_the_same_files() {
        let entries = [("/usr/bin/x".to_owned(), PathBuf::from("a \"b\"/x"))];
        let text = configuration(&entries);
        assert_eq!(text.matches("\"/usr/bin/x\": \"a \\\"b\\\"/x\"").count(), 2);
        assert!(text.contains("\"deb\"") && text.contains("\"rpm\""));
    }

    #[test]
    fn each_system_finds_the_completions_of_its_zsh() {
        let entries = [(COMPLETIONS[1].1.to_owned(), PathBuf::from("x"))];
        let text = configuration(&entries);
        assert!(text.contains("/zsh/vendor-completions/_ccproxy"));
        assert!(text.contains("/zsh/site-functions/_ccproxy"));
    }

    #[test]
    fn control_letters_are_spelled_out() {
        assert_eq!(quoted("a\tb\\"), "\"a\\u0009b\\\\\"");
    }
}
