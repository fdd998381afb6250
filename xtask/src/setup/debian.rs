//! Debian and Ubuntu: asks dpkg once what is missing, and installs it with apt-get.

use std::path::Path;

use super::packages::Package;
use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::workspace::Workspace;

const APT: &[&str] = &[
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    // Another package manager at work is waited for; a mirror that hiccups is asked again.
    "-o",
    "DPkg::Lock::Timeout=120",
    "-o",
    "Acquire::Retries=3",
];

pub(super) fn is_here() -> bool {
    Path::new("/usr/bin/apt-get").exists() && Path::new("/usr/bin/dpkg-query").exists()
}

/// The packages of which there is no sign, and that are not installed either.
pub(super) fn missing(wanted: &[Package]) -> Vec<Package> {
    let mut unseen = Vec::<Package>::new();
    for package in wanted {
        let known = unseen.iter().any(|other| other.name == package.name);
        if !known && package.sign.seen() != Some(true) {
            unseen.push(*package);
        }
    }
    let installed = installed(&names(&unseen));
    unseen.retain(|package| !installed.iter().any(|name| name == package.name));
    unseen
}

fn installed(names: &[&str]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    // It fails when it does not know one of the names, and tells about the others all the same.
    let output = std::process::Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
        .args(names)
        .output();
    output.map_or_else(
        |_| Vec::new(),
        |output| parse(&String::from_utf8_lossy(&output.stdout)),
    )
}

fn parse(answer: &str) -> Vec<String> {
    answer
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .map(str::to_owned)
        .collect()
}

/// Installs packages as root, by `sudo` where that asks nothing; else the error has the command to type.
pub(super) fn install(workspace: &Workspace, packages: &[Package]) -> Result<()> {
    let prefix: &[&str] = if is_root() {
        &[]
    } else if Tool::new("sudo").args(["-n", "true"]).read().is_some() {
        &["sudo", "-n"]
    } else {
        return Err(ask_for(packages));
    };
    let names = names(packages);
    println!("System packages to install: {}", names.join(" "));
    let apt = [prefix, APT].concat();
    let log = workspace.target.join("setup").join("apt-get.log");
    run(&apt, &["update"], &log).and_then(|()| {
        let install = ["install", "-y", "--no-install-recommends"];
        run(&apt, &[&install, names.as_slice()].concat(), &log)
    })
}

fn run(apt: &[&str], arguments: &[&str], log: &Path) -> Result<()> {
    let Some((program, rest)) = apt.split_first() else {
        return Ok(());
    };
    Tool::new(program)
        .brief("apt-get")
        .args(rest)
        .args(arguments)
        .run_quietly(log)
        .map_err(|error| error.advise("mend what apt-get reports above, then run this again"))
}

/// The error that has the command to type.
pub(super) fn ask_for(packages: &[Package]) -> Error {
    let names = names(packages).join(" ");
    Error::new(format!("system packages are missing: {names}")).advise(format!(
        "install them with: sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
    ))
}

fn names(packages: &[Package]) -> Vec<&'static str> {
    packages.iter().map(|package| package.name).collect()
}

fn is_root() -> bool {
    Tool::new("id")
        .args(["-u"])
        .read()
        .is_some_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_packages_count() {
        let answer = "gcc installed\nnginx config-files\ndbus not-installed\nlibc6-dev installed\n";
        assert_eq!(parse(answer), ["gcc", "libc6-dev"]);
    }

    #[test]
    fn the_advice_is_the_whole_command() {
        let error = ask_for(super::super::packages::COMMAND).to_string();
        assert!(
            error.contains(
                "sudo apt-get install -y --no-install-recommends gcc libc6-dev ca-certificates"
            ),
            "{error}"
        );
    }
}
