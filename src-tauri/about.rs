//! What is fixed from the start.

use tauri::{AppHandle, Manager as _};

use crate::{args::Args, state::memory::Memory};

/// How the app was started.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// Whether the embedded provider answers.
    pub(crate) demo: bool,
    /// Whether the window was asked for.
    pub(crate) window: bool,
    /// Whether it was started with the session, and shows nothing by itself.
    pub(crate) hidden: bool,
}

impl About {
    pub(crate) fn new(args: &Args) -> Self {
        Self {
            demo: args.demo,
            window: args.window || args.link.is_some(),
            hidden: args.hidden,
        }
    }

    /// Whether the person has not yet been through the window once.
    pub(crate) fn first_run(&self, app: &AppHandle) -> bool {
        !app.state::<Memory>().now().closed_once
    }
}
