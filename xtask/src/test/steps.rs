//! The steps, in order: the cheap ones first.

use super::options::Options;
use crate::bundle;
use crate::error::{Error, Result};
use crate::fuzz;
use crate::setup::Clients;
use crate::step::Outcome;
use crate::tool::Tool;
use crate::words;
use crate::workspace::Workspace;

/// How many end-to-end tests run at once at most: each starts a server, some a whole desktop.
const MOST_AT_ONCE: usize = 4;

/// How many seconds each fuzz target runs, and how many in a long run.
const FUZZ_SECONDS: (u64, u64) = (10, 300);

/// One step of the test command.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) needs: Needs,
    pub(super) run: fn(&Context<'_>) -> Result<Outcome>,
}

/// What must be installed before a step; each includes those above it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Needs {
    /// The Rust toolchain.
    Nothing,
    /// The system packages that the desktop app is built with.
    Compiler,
    /// The client programs.
    Clients,
}

/// What every step works with.
pub(super) struct Context<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) clients: &'a Clients,
    pub(super) options: &'a Options,
}

/// All steps.
pub(super) const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the layout of the Rust sources",
        needs: Needs::Nothing,
        run: fmt,
    },
    Step {
        name: "words",
        about: "nothing in the tree that is true of one machine only",
        needs: Needs::Nothing,
        run: |context| words::check(&context.workspace.root).map(|()| Outcome::Passed),
    },
    Step {
        name: "clippy",
        about: "the workspace's lints, tests included",
        needs: Needs::Compiler,
        run: clippy,
    },
    Step {
        name: "unit",
        about: "each crate's own tests",
        needs: Needs::Compiler,
        run: unit,
    },
    Step {
        name: "fuzz",
        about: "arbitrary bytes for the formats",
        needs: Needs::Nothing,
        run: fuzz,
    },
    Step {
        name: "ui",
        about: "the window's modules: their types, and what can be tested without a page",
        needs: Needs::Clients,
        run: ui,
    },
    Step {
        name: "e2e",
        about: "the built programs with real clients",
        needs: Needs::Clients,
        run: e2e,
    },
    Step {
        name: "doc",
        about: "the documentation builds, with no broken link",
        needs: Needs::Compiler,
        run: doc,
    },
];

fn fmt(context: &Context<'_>) -> Result<Outcome> {
    if let Some(lacking) = context.without("fmt", "rustfmt") {
        return Ok(lacking);
    }
    let mut cargo = context.workspace.cargo();
    cargo
        .args(["fmt", "--all", "--", "--check", "-l"])
        .run()
        .map_err(|error| error.advise("these files want: cargo fmt --all"))?;
    Ok(Outcome::Passed)
}

fn clippy(context: &Context<'_>) -> Result<Outcome> {
    if let Some(lacking) = context.without("clippy", "clippy") {
        return Ok(lacking);
    }
    let mut cargo = context.over_workspace("clippy", &[]);
    cargo
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()?;
    Ok(Outcome::Passed)
}

fn unit(context: &Context<'_>) -> Result<Outcome> {
    let mut cargo = context.over_workspace("test", &["e2e"]);
    cargo
        .args(["--no-fail-fast", "--"])
        .args(&context.options.filter);
    if context.options.long {
        cargo.env("CCPROXY_LONG", "1");
    }
    cargo.run()?;
    Ok(Outcome::Passed)
}

fn fuzz(context: &Context<'_>) -> Result<Outcome> {
    if let Err(why) = fuzz::prepare(context.workspace) {
        return Ok(context.options.lacking(why));
    }
    let (quick, long) = FUZZ_SECONDS;
    let seconds = if context.options.long { long } else { quick };
    fuzz::all(context.workspace, seconds)?;
    Ok(Outcome::Passed)
}

/// The types are checked against those that come from Rust.
fn ui(context: &Context<'_>) -> Result<Outcome> {
    let clients = context.clients;
    let (Some(node), Some(modules)) = (&clients.node, &clients.modules) else {
        let why = Error::new("there is no node to check the window's modules with");
        return Ok(context.options.lacking(why));
    };
    let compiler = modules.join("node_modules/typescript/bin/tsc");
    let mut check = Tool::new(node);
    check.arg(&compiler).args(["-p", "ui/jsconfig.json"]);
    check.within(&context.workspace.root).run()?;
    let mut test = Tool::new(node);
    test.args(["--test", "tests/ui/*.test.js"]);
    test.within(&context.workspace.root).run()?;
    Ok(Outcome::Passed)
}

fn e2e(context: &Context<'_>) -> Result<Outcome> {
    // With the test targets, the packages get the very features that the step `unit` built them with: nothing twice.
    let mut build = context.over_workspace("build", &["e2e"]);
    build.args(["--bins", "--tests"]).run()?;
    let mut test = context.workspace.cargo();
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    test.args(["test", "--package", "e2e", "--no-fail-fast", "--"])
        .arg(format!("--test-threads={}", at_once.min(MOST_AT_ONCE)))
        .args(&context.options.filter);
    context.clients.export(&mut test);
    if context.options.strict {
        test.env("CCPROXY_E2E_STRICT", "1");
    }
    if context.options.long {
        test.env("CCPROXY_LONG", "1");
        if cfg!(target_os = "linux") && context.clients.desktop {
            test.env("CCPROXY_DEB", bundle::deb(context.workspace)?);
        }
    }
    test.run()?;
    claude_code(context)?;
    Ok(Outcome::Passed)
}

/// The provider that drives the `claude` command has its tests beside it, and needs the command.
fn claude_code(context: &Context<'_>) -> Result<()> {
    let mut test = context.workspace.cargo();
    test.args([
        "test",
        "--package",
        "providers",
        "--test",
        "claude_code",
        "--",
    ])
    .arg(format!("--test-threads={MOST_AT_ONCE}"))
    .args(&context.options.filter);
    context.clients.export(&mut test);
    if context.options.strict {
        test.env("CCPROXY_E2E_STRICT", "1");
    }
    if context.options.long {
        test.env("CCPROXY_LONG", "1");
    }
    test.run()
}

fn doc(context: &Context<'_>) -> Result<Outcome> {
    let mut cargo = context.over_workspace("doc", &[]);
    // No crate is published: whoever reads this reads the inside too.
    cargo.args(["--no-deps", "--document-private-items"]);
    cargo.env(
        "RUSTDOCFLAGS",
        "-D warnings -A rustdoc::private-intra-doc-links",
    );
    cargo.run()?;
    Ok(Outcome::Passed)
}

impl Context<'_> {
    /// A cargo command over all packages that can be built here.
    fn over_workspace(&self, command: &str, but: &[&str]) -> Tool {
        let mut cargo = self.workspace.cargo();
        cargo.args([command, "--workspace"]);
        let desktop = (!self.clients.desktop).then_some("ccproxy-desktop");
        for package in but.iter().copied().chain(desktop) {
            cargo.args(["--exclude", package]);
        }
        cargo
    }

    /// What comes of a toolchain without a component; nothing where it is there.
    fn without(&self, command: &str, component: &str) -> Option<Outcome> {
        let mut cargo = self.workspace.cargo();
        if cargo.args([command, "--version"]).read().is_some() {
            return None;
        }
        let why = Error::new(format!("the toolchain has no {component}"))
            .advise(format!("add it with: rustup component add {component}"));
        Some(self.options.lacking(why))
    }
}
