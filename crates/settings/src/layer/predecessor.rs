//! Settings of CCProxy API 0.x, which this program's users may bring along.

use std::path::Path;

use crate::show::shell_quote;

/// What became of a setting of CCProxy API 0.x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Old {
    /// A whole section that is not here.
    Section,
    /// A setting that is not here.
    Gone,
    /// A setting that has another name here.
    Moved(&'static str),
}

impl Old {
    /// One sentence about the setting `name`.
    pub(super) fn describe(self, name: &str) -> String {
        match self {
            Self::Section | Self::Gone => {
                format!("{name} belongs to CCProxy API 0.x and has no counterpart here; remove it")
            }
            Self::Moved(key) => format!("{name} belongs to CCProxy API 0.x; here it is {key}"),
        }
    }
}

/// The names of 0.1 and 0.2 that this program does not have.
const NAMES: &[(&str, Old)] = &[
    ("auth", Old::Section),
    ("binary", Old::Section),
    ("claude.builtin_permissions", Old::Gone),
    ("claude.code_options", Old::Gone),
    ("claude.pretty_format", Old::Gone),
    ("claude.sdk_message_mode", Old::Gone),
    ("claude.sdk_session_pool", Old::Gone),
    ("claude.system_prompt_injection_mode", Old::Gone),
    ("cors", Old::Section),
    ("cors.origins", Old::Moved("server.allowed_origins")),
    ("disabled_plugins", Old::Gone),
    ("docker", Old::Section),
    ("enable_plugins", Old::Gone),
    ("enabled_plugins", Old::Gone),
    ("http", Old::Section),
    ("llm", Old::Section),
    ("logging", Old::Section),
    ("logging.file", Old::Moved("log.file")),
    ("logging.format", Old::Moved("log.format")),
    ("logging.level", Old::Moved("log.level")),
    ("observability", Old::Section),
    ("plugin_discovery", Old::Section),
    ("plugins", Old::Section),
    ("pricing", Old::Section),
    ("reverse_proxy", Old::Section),
    ("scheduler", Old::Section),
    ("security.confirmation_timeout_seconds", Old::Gone),
    ("server.bypass_mode", Old::Gone),
    ("server.log_file", Old::Moved("log.file")),
    ("server.log_format", Old::Moved("log.format")),
    ("server.log_level", Old::Moved("log.level")),
    ("server.reload", Old::Gone),
    ("server.use_terminal_permission_handler", Old::Gone),
    ("server.workers", Old::Gone),
];

/// Whether the path is a setting of the predecessor, also one inside its sections.
pub(super) fn find(path: &str) -> Option<Old> {
    let named = |path: &str| {
        NAMES
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, old)| *old)
    };
    named(path).or_else(|| match named(path.split_once('.')?.0)? {
        Old::Section => Some(Old::Gone),
        Old::Gone | Old::Moved(_) => None,
    })
}

/// What to do about a whole file of the predecessor.
pub(super) fn advice(path: &Path) -> String {
    let aside = path.with_extension("toml.0x");
    format!(
        "This file was written for CCProxy API 0.x. To start afresh, move it away and set again what \
         you need: mv {} {}",
        shell_quote(path),
        shell_quote(&aside)
    )
}
