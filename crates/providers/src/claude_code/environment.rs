//! The environment of the command: a short list of the person's own variables, and what keeps it to answering.

use std::ffi::{OsStr, OsString};

/// The person's variables that the command gets. API keys (`ANTHROPIC_API_KEY`, `ANTHROPIC_AUTH_TOKEN`) are not among
/// them: with one the command would leave the person's plan for paid use. `CLAUDE_CODE_OAUTH_TOKEN` is how
/// `claude setup-token` signs in on a machine without a browser, and is the plan's (source: Claude Code docs, "IAM").
const KEPT: [&str; 45] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "TMPDIR",
    "TZ",
    "CLAUDE_CONFIG_DIR",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    // Windows: without these a program does not find its system, its home or its shell.
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "TEMP",
    "TMP",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "USERPROFILE",
    "USERNAME",
    "HOMEDRIVE",
    "HOMEPATH",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
    "CLAUDE_CODE_GIT_BASH_PATH",
];

/// What keeps the command to one request and its answer (all measured with claude 2.1.331). Without
/// `CLAUDE_CODE_DISABLE_ATTACHMENTS`, an `@/path` in a client's text makes it send that file along.
const FIXED: [(&str, &str); 14] = [
    ("DISABLE_AUTOUPDATER", "1"),
    ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
    // Refusals travel back as they are: SDKs try again by themselves. A refused login is renewed all the same.
    ("CLAUDE_CODE_MAX_RETRIES", "0"),
    ("CLAUDE_CODE_DISABLE_ATTACHMENTS", "1"),
    ("CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1"),
    ("CLAUDE_CODE_DISABLE_CLAUDE_MDS", "1"),
    ("CLAUDE_CODE_DISABLE_AUTO_MEMORY", "1"),
    // A history is sent as the client wrote it, or refused for its length.
    ("DISABLE_COMPACT", "1"),
    ("DISABLE_AUTO_COMPACT", "1"),
    ("CLAUDE_CODE_DISABLE_REFUSAL_RETRY", "1"),
    ("CLAUDE_CODE_DISABLE_REFUSAL_FALLBACK", "1"),
    ("CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK", "1"),
    ("CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "1"),
    // Every tool is the client's, and is offered at once.
    ("ENABLE_TOOL_SEARCH", "false"),
];

/// The loopback endpoint of the client's tools is never asked for through a proxy.
const LOOPBACK: &str = "127.0.0.1,localhost";

/// The whole environment of a command, made from the `person`'s.
pub(super) fn of(
    person: &[(OsString, OsString)],
    base_url: Option<&str>,
    max_tokens: u64,
) -> Vec<(OsString, OsString)> {
    let mut environment: Vec<(OsString, OsString)> = person
        .iter()
        .filter(|(name, _)| is_kept(name))
        .map(|(name, value)| (name.clone(), beside_loopback(name, value)))
        .collect();
    if !environment
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("no_proxy"))
    {
        environment.push(("NO_PROXY".into(), LOOPBACK.into()));
    }
    let fixed = FIXED
        .iter()
        .map(|(name, value)| (name.into(), value.into()));
    environment.extend(fixed);
    environment.push((
        "CLAUDE_CODE_MAX_OUTPUT_TOKENS".into(),
        max_tokens.to_string().into(),
    ));
    if let Some(url) = base_url {
        environment.push(("ANTHROPIC_BASE_URL".into(), url.into()));
    }
    environment
}

fn is_kept(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    // Windows does not tell names by their case.
    let same = |kept: &&str| {
        if cfg!(windows) {
            kept.eq_ignore_ascii_case(name)
        } else {
            *kept == name
        }
    };
    KEPT.iter().any(same) || name.starts_with("LC_")
}

fn beside_loopback(name: &OsStr, value: &OsStr) -> OsString {
    let mut value = value.to_owned();
    if name.eq_ignore_ascii_case("no_proxy") {
        if !value.is_empty() {
            value.push(",");
        }
        value.push(LOOPBACK);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(person: &[(&str, &str)], base_url: Option<&str>) -> Vec<(String, String)> {
        let person: Vec<_> = person.iter().map(|(n, v)| (n.into(), v.into())).collect();
        let text = |s: OsString| s.into_string().unwrap();
        of(&person, base_url, 7)
            .into_iter()
            .map(|(n, v)| (text(n), text(v)))
            .collect()
    }

    #[test]
    fn no_key_and_no_setting_of_the_persons_reaches_the_command() {
        let made = made(
            &[
                ("PATH", "/bin"),
                ("LC_ALL", "C"),
                ("ANTHROPIC_API_KEY", "canary"),
                ("ANTHROPIC_AUTH_TOKEN", "canary"),
                ("ANTHROPIC_BASE_URL", "canary"),
                ("CLAUDE_CODE_USE_BEDROCK", "canary"),
                ("SECURITY__AUTH_TOKEN", "canary"),
                ("NODE_OPTIONS", "canary"),
                ("LD_PRELOAD", "canary"),
            ],
            None,
        );
        assert!(made.iter().all(|(_, value)| value != "canary"), "{made:?}");
        assert!(made.contains(&("PATH".to_owned(), "/bin".to_owned())));
        assert!(made.contains(&("LC_ALL".to_owned(), "C".to_owned())));
        assert!(made.contains(&("CLAUDE_CODE_MAX_OUTPUT_TOKENS".to_owned(), "7".to_owned())));
    }

    #[test]
    fn the_tools_endpoint_is_asked_for_past_any_proxy() {
        let given = made(&[("NO_PROXY", "example.org")], None);
        assert!(given.contains(&(
            "NO_PROXY".to_owned(),
            "example.org,127.0.0.1,localhost".to_owned()
        )));
        let none = made(&[("HTTPS_PROXY", "http://p")], None);
        assert!(none.contains(&("NO_PROXY".to_owned(), LOOPBACK.to_owned())));
    }
}
