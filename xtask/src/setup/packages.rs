//! The system packages, under Debian's names, and how to tell that one is not needed.

use std::path::PathBuf;

use crate::tool::Tool;

/// A package and the sign that what it brings is here.
#[derive(Clone, Copy)]
pub(crate) struct Package {
    /// Debian's and Ubuntu's name.
    pub(crate) name: &'static str,
    pub(crate) sign: Sign,
}

/// How to tell that a package is not needed. What a person has from elsewhere counts: nobody needs a second Python.
#[derive(Clone, Copy)]
pub(crate) enum Sign {
    /// Only the package manager knows.
    Installed,
    /// This program is there.
    Program(&'static str),
    /// This command succeeds.
    Works(&'static [&'static str]),
}

impl Package {
    const fn installed(name: &'static str) -> Self {
        Self {
            name,
            sign: Sign::Installed,
        }
    }

    const fn program(name: &'static str, program: &'static str) -> Self {
        Self {
            name,
            sign: Sign::Program(program),
        }
    }

    const fn works(name: &'static str, command: &'static [&'static str]) -> Self {
        Self {
            name,
            sign: Sign::Works(command),
        }
    }
}

impl Sign {
    /// Whether the sign is seen; nothing where only the package manager knows.
    pub(crate) fn seen(self) -> Option<bool> {
        match self {
            Self::Installed => None,
            Self::Program(name) => Some(is_program(name)),
            Self::Works(command) => {
                let (program, arguments) = command.split_first()?;
                Some(Tool::new(program).args(arguments).read().is_some())
            }
        }
    }
}

fn is_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from(ROOTS_PROGRAMS)])
        .any(|folder| folder.join(name).is_file())
}

/// Where Debian has servers, and only root looks.
pub(crate) const ROOTS_PROGRAMS: &str = "/usr/sbin";

const COMPILER: Package = Package::program("gcc", "cc");
const CERTIFICATES: Package = Package::installed("ca-certificates");

/// To build and run the `ccproxy` command. (The C library's headers are for ring, which compiles C.)
pub(crate) const COMMAND: &[Package] = &[COMPILER, Package::installed("libc6-dev"), CERTIFICATES];

/// To build and run the desktop app. The appindicator library is loaded when the tray opens: no headers needed.
pub(crate) const DESKTOP: &[Package] = &[
    COMPILER,
    Package::installed("libc6-dev"),
    CERTIFICATES,
    Package::program("pkg-config", "pkg-config"),
    Package::installed("libwebkit2gtk-4.1-dev"),
    Package::installed("libayatana-appindicator3-1"),
    Package::installed("librsvg2-dev"),
];

/// To install the client programs of the tests, and to list the files that are checked for words.
pub(crate) const CLIENTS: &[Package] = &[
    Package::program("python3", "python3"),
    Package::works("python3-venv", &["python3", "-c", "import venv, ensurepip"]),
    Package::program("git", "git"),
];

/// To use the desktop app with no display: an X server, a session bus, and hands and eyes.
pub(crate) const WINDOW: &[Package] = &[
    Package::program("xvfb", "Xvfb"),
    Package::program("dbus", "dbus-daemon"),
    Package::program("xclip", "xclip"),
    Package::program("xdotool", "xdotool"),
    Package::program("imagemagick", "import"),
    Package::program("webkit2gtk-driver", "WebKitWebDriver"),
];

/// To keep secrets in a real keyring on a session bus of its own.
pub(crate) const KEYRING: &[Package] = &[
    Package::program("dbus", "dbus-daemon"),
    Package::program("gnome-keyring", "gnome-keyring-daemon"),
    Package::program("libsecret-tools", "secret-tool"),
];

/// To build the fuzz targets: libFuzzer is C++.
pub(crate) const FUZZ: &[Package] = &[
    COMPILER,
    Package::installed("libc6-dev"),
    Package::program("g++", "c++"),
];

/// To compare with nginx.
pub(crate) const BENCH: &[Package] = &[
    Package::program("nginx-light", "nginx"),
    Package::program("python3", "python3"),
];
