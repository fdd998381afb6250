use std::str::FromStr;

use crate::{Endpoint, quote};

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

/// The variables, as lines for the shell to read.
///
/// `ANTHROPIC_AUTH_TOKEN` is set even where no token is: without it a signed-in `claude` would send its own login's
/// token (measured with claude 2.1.331). Both Anthropic SDKs read these two variables too.
#[must_use]
pub fn environment(endpoint: &Endpoint, shell: Shell) -> String {
    [
        ("ANTHROPIC_BASE_URL", endpoint.base_url.as_str()),
        ("ANTHROPIC_AUTH_TOKEN", endpoint.key()),
    ]
    .map(|(name, value)| match shell {
        Shell::Sh => format!("export {name}={}\n", quote::sh(value)),
        Shell::Fish => format!("set -gx {name} {}\n", quote::fish(value)),
        Shell::Powershell => format!("$env:{name} = {}\n", quote::powershell(value)),
    })
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A real shell gives the values back as they were.
    #[test]
    #[cfg(unix)]
    fn a_shell_reads_back_what_was_written() {
        let token = r#"it's "a" \token $HOME `id`"#;
        let endpoint = Endpoint {
            base_url: "http://127.0.0.1:8000".to_owned(),
            token: Some(token.to_owned()),
        };
        let script = environment(&endpoint, Shell::Sh)
            + "printf '%s\\n%s' \"$ANTHROPIC_BASE_URL\" \"$ANTHROPIC_AUTH_TOKEN\"";
        let out = std::process::Command::new("sh")
            .arg("-c")
            .arg(script)
            .output()
            .unwrap();
        let out = String::from_utf8(out.stdout).unwrap();
        assert_eq!(out, format!("http://127.0.0.1:8000\n{token}"));
    }
}
