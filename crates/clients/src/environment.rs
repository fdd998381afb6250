use std::str::FromStr;

use crate::endpoint::{Endpoint, Shown};
use crate::quote;

/// A shell whose syntax for variables is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shell {
    /// sh, bash, zsh and their like.
    #[default]
    Sh,
    /// fish.
    Fish,
    /// PowerShell.
    Powershell,
}

impl FromStr for Shell {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "sh" | "bash" | "zsh" => Ok(Self::Sh),
            "fish" => Ok(Self::Fish),
            "powershell" | "pwsh" => Ok(Self::Powershell),
            _ => Err("use sh, fish or powershell".to_owned()),
        }
    }
}

/// The variables for Anthropic's and OpenAI's clients, as lines for the shell to read.
#[must_use]
pub fn environment(base_url: &str, token: Shown<'_>, shell: Shell) -> String {
    all(&Endpoint { base_url, token }, shell)
}

pub(crate) fn all(endpoint: &Endpoint<'_>, shell: Shell) -> String {
    anthropic(endpoint, shell) + &openai(endpoint, shell)
}

/// `ANTHROPIC_AUTH_TOKEN` is set even where no token is: without it a signed-in `claude` would send its own login's
/// token (measured with claude 2.1.331). Both Anthropic SDKs read these two variables too.
pub(crate) fn anthropic(endpoint: &Endpoint<'_>, shell: Shell) -> String {
    shell.set("ANTHROPIC_BASE_URL", endpoint.base_url)
        + &shell.set("ANTHROPIC_AUTH_TOKEN", endpoint.key())
}

/// `OPENAI_API_KEY` is set even where no token is: the SDKs refuse to start without it, and a real key of OpenAI's that
/// the shell already holds would be sent to the gateway. Both OpenAI SDKs read these two variables (measured with openai
/// 3.57.0 for Python and 6.49.0 for JavaScript).
fn openai(endpoint: &Endpoint<'_>, shell: Shell) -> String {
    shell.set("OPENAI_BASE_URL", &endpoint.openai_base_url())
        + &shell.set("OPENAI_API_KEY", endpoint.key())
}

impl Shell {
    /// The line that sets a variable, here and in the programs that the shell starts.
    pub(crate) fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Sh => format!("export {name}={}\n", quote::sh(value)),
            Self::Fish => format!("set -gx {name} {}\n", quote::fish(value)),
            Self::Powershell => format!("$env:{name} = {}\n", quote::powershell(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://127.0.0.1:8000";

    /// A real shell gives the values back as they were.
    #[test]
    #[cfg(unix)]
    fn a_shell_reads_back_what_was_written() {
        let token = r#"it's "a" \token $HOME `id`"#;
        let script = environment(URL, Shown::Token(token), Shell::Sh)
            + r#"printf '%s\n' "$ANTHROPIC_BASE_URL" "$ANTHROPIC_AUTH_TOKEN" "$OPENAI_BASE_URL" "$OPENAI_API_KEY""#;
        let out = std::process::Command::new("sh")
            .arg("-c")
            .arg(script)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(out.stdout).unwrap(),
            format!("{URL}\n{token}\n{URL}/openai/v1\n{token}\n")
        );
    }

    #[test]
    fn every_shell_sets_all_four() {
        for (shell, line) in [
            (Shell::Sh, "export OPENAI_API_KEY='not-needed'"),
            (Shell::Fish, "set -gx OPENAI_API_KEY 'not-needed'"),
            (Shell::Powershell, "$env:OPENAI_API_KEY = 'not-needed'"),
        ] {
            let text = environment(URL, Shown::Unset, shell);
            assert_eq!(text.lines().count(), 4, "{text}");
            assert_eq!(text.lines().last(), Some(line));
        }
    }
}
