//! What a bare machine lacks: system packages, and the client programs that the tests drive.

mod command;
mod debian;
mod elsewhere;
mod javascript;
mod node;
pub(crate) mod packages;
mod python;
mod stamp;
mod tauri;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::workspace::Workspace;
use packages::Package;
pub(crate) use tauri::Packager;

/// The client programs that are here, and what is not.
#[derive(Default)]
pub(crate) struct Clients {
    pub(crate) python: Option<PathBuf>,
    pub(crate) node: Option<PathBuf>,
    /// The folder whose `node_modules` has the JavaScript packages.
    pub(crate) modules: Option<PathBuf>,
    pub(crate) claude: Option<PathBuf>,
    pub(crate) codex: Option<PathBuf>,
    /// The desktop app can be built.
    pub(crate) desktop: bool,
    pub(crate) lacks: Vec<Lack>,
}

/// A piece of the set-up that could not be had.
pub(crate) struct Lack {
    pub(crate) name: &'static str,
    pub(crate) why: Error,
}

/// `cargo xtask setup`.
///
/// # Errors
/// The first piece that could not be had.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    match Clients::install(workspace).lacks.into_iter().next() {
        Some(lack) => Err(lack.why),
        None => {
            println!("all that `cargo xtask test` needs is here");
            Ok(ExitCode::SUCCESS)
        }
    }
}

impl Clients {
    /// Installs what is missing. One piece that cannot be had takes along only those that need it.
    pub(crate) fn install(workspace: &Workspace) -> Self {
        let mut clients = Self::default();
        // All in one call of the package manager; whether it helped is asked set by set.
        let all = [
            packages::DESKTOP,
            packages::CLIENTS,
            packages::WINDOW,
            packages::KEYRING,
            packages::FUZZ,
        ]
        .concat();
        if let Err(why) = packages(workspace, &all) {
            eprintln!("{why}");
        }
        clients.desktop = clients
            .keep("desktop packages", complete(packages::DESKTOP))
            .is_some();
        clients.keep("window packages", complete(packages::WINDOW));
        clients.keep("keyring packages", complete(packages::KEYRING));
        if clients
            .keep("client packages", complete(packages::CLIENTS))
            .is_none()
        {
            return clients;
        }
        let python = clients.keep("python client", python::install(workspace));
        if let Some(python) = &python {
            let node = clients.keep("node", node::install(workspace, python));
            if let Some(node) = node {
                let modules = javascript::install(workspace, &node);
                clients.modules = clients.keep("javascript client", modules);
                clients.claude =
                    clients.keep("claude command", command::CLAUDE.install(workspace, &node));
                clients.codex =
                    clients.keep("codex command", command::CODEX.install(workspace, &node));
                clients.node = Some(node.program);
            }
        }
        clients.python = python;
        clients
    }

    /// Only what packages are built with.
    pub(crate) fn none_but_packages(workspace: &Workspace) -> Self {
        let mut clients = Self::default();
        clients.desktop = clients
            .keep("desktop packages", packages(workspace, packages::DESKTOP))
            .is_some();
        clients
    }

    fn keep<T>(&mut self, name: &'static str, outcome: Result<T>) -> Option<T> {
        outcome
            .map_err(|why| self.lacks.push(Lack { name, why }))
            .ok()
    }

    /// Tells the end-to-end tests where the clients are.
    pub(crate) fn export(&self, tool: &mut Tool) {
        for (variable, path) in [
            ("CCPROXY_PYTHON", &self.python),
            ("CCPROXY_NODE", &self.node),
            ("CCPROXY_CLIENTS", &self.modules),
            ("CCPROXY_CLAUDE", &self.claude),
            ("CCPROXY_CODEX", &self.codex),
        ] {
            if let Some(path) = path {
                tool.env(variable, path);
            }
        }
    }
}

/// Makes sure of Tauri's packager.
///
/// # Errors
/// It cannot be had, or the Node that runs it.
pub(crate) fn packager(workspace: &Workspace) -> Result<Packager> {
    packages(workspace, packages::CLIENTS)?;
    let python = python::install(workspace)?;
    tauri::install(workspace, node::install(workspace, &python)?)
}

/// Makes sure of system packages.
///
/// # Errors
/// Some are missing and cannot be installed from here; the message has the command that does it.
pub(crate) fn packages(workspace: &Workspace, wanted: &[Package]) -> Result<()> {
    let missing = missing(wanted);
    if missing.is_empty() {
        return Ok(());
    }
    if debian::is_here() {
        debian::install(workspace, &missing)
    } else {
        Err(elsewhere::ask_for(&missing))
    }
}

fn complete(wanted: &[Package]) -> Result<()> {
    let missing = missing(wanted);
    if missing.is_empty() {
        Ok(())
    } else if debian::is_here() {
        Err(debian::ask_for(&missing))
    } else {
        Err(elsewhere::ask_for(&missing))
    }
}

fn missing(wanted: &[Package]) -> Vec<Package> {
    if !cfg!(target_os = "linux") {
        // What macOS and Windows need came with the compiler that built this program.
        Vec::new()
    } else if debian::is_here() {
        debian::missing(wanted)
    } else {
        elsewhere::missing(wanted)
    }
}
