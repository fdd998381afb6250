//! Other Linux systems: nothing is installed there; the error says what to install, in the system's own names.

use std::path::Path;

use super::packages::Package;
use crate::error::Error;
use crate::tool::Tool;

/// A family of systems: how it names itself, how it installs, and its names for what Debian calls otherwise.
struct Family {
    ids: &'static [&'static str],
    install: &'static str,
    names: &'static [(&'static str, &'static str)],
}

const FAMILIES: &[Family] = &[
    Family {
        ids: &["fedora", "rhel", "centos"],
        install: "sudo dnf install",
        names: &[
            ("libc6-dev", "glibc-devel"),
            ("g++", "gcc-c++"),
            ("pkg-config", "pkgconf-pkg-config"),
            ("libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel"),
            ("libayatana-appindicator3-1", "libayatana-appindicator-gtk3"),
            ("librsvg2-dev", "librsvg2-devel"),
            ("python3-venv", "python3"),
            ("xvfb", "xorg-x11-server-Xvfb"),
            ("dbus", "dbus-daemon"),
            ("libsecret-tools", "libsecret"),
            ("imagemagick", "ImageMagick"),
            ("nginx-light", "nginx"),
        ],
    },
    Family {
        ids: &["arch"],
        install: "sudo pacman -S --needed",
        names: &[
            ("libc6-dev", "glibc"),
            ("g++", "gcc"),
            ("pkg-config", "pkgconf"),
            ("libwebkit2gtk-4.1-dev", "webkit2gtk-4.1"),
            ("libayatana-appindicator3-1", "libayatana-appindicator"),
            ("librsvg2-dev", "librsvg"),
            ("python3", "python"),
            ("python3-venv", "python"),
            ("xvfb", "xorg-server-xvfb"),
            ("libsecret-tools", "libsecret"),
            ("nginx-light", "nginx"),
        ],
    },
];

/// Libraries that pkg-config knows; the rest that only a package manager knows is left to the build to miss.
const LIBRARIES: &[(&str, &str)] = &[
    ("libwebkit2gtk-4.1-dev", "webkit2gtk-4.1"),
    ("librsvg2-dev", "librsvg-2.0"),
];

/// The packages of which there is no sign.
pub(super) fn missing(wanted: &[Package]) -> Vec<Package> {
    wanted
        .iter()
        .filter(|package| !package.sign.seen().unwrap_or_else(|| has_library(package)))
        .copied()
        .collect()
}

fn has_library(package: &Package) -> bool {
    LIBRARIES
        .iter()
        .find(|(name, _)| *name == package.name)
        .is_none_or(|(_, library)| {
            Tool::new("pkg-config")
                .args(["--exists", library])
                .read()
                .is_some()
        })
}

/// The error that has the command to type.
pub(super) fn ask_for(packages: &[Package]) -> Error {
    let release = std::fs::read_to_string(Path::new("/etc/os-release")).unwrap_or_default();
    let names = packages.iter().map(|package| package.name);
    let error = Error::new(format!(
        "system packages are missing: {}",
        names.clone().collect::<Vec<_>>().join(" ")
    ));
    match family(&release) {
        Some(family) => error.advise(format!("install them with: {}", command(family, names))),
        None => error.advise(
            "these are Debian's names: install what your system calls them, then run this again",
        ),
    }
}

fn family(release: &str) -> Option<&'static Family> {
    let ids = release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .collect::<Vec<_>>();
    FAMILIES
        .iter()
        .find(|family| family.ids.iter().any(|id| ids.contains(id)))
}

fn command<'a>(family: &Family, wanted: impl Iterator<Item = &'a str>) -> String {
    let mut line = vec![family.install];
    for name in wanted {
        let theirs = family.names.iter().find(|(debian, _)| *debian == name);
        let name = theirs.map_or(name, |(_, theirs)| theirs);
        if !line.contains(&name) {
            line.push(name);
        }
    }
    line.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_of_fedora_gets_fedoras_command() {
        let family = family("NAME=Rocky\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n").unwrap();
        assert_eq!(
            command(
                family,
                ["gcc", "libc6-dev", "python3", "python3-venv"].into_iter()
            ),
            "sudo dnf install gcc glibc-devel python3"
        );
    }

    #[test]
    fn an_unknown_system_has_no_family() {
        assert!(family("ID=void\n").is_none());
    }
}
