//! Every command: name, arguments, result.

type Command = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// In the order in which the window's own words have them.
pub(super) const COMMANDS: &[Command] = &[
    ("app_info", &[], "AppInfo"),
    ("proxy_state", &[], "ProxyView"),
    ("start_proxy", &[], "void"),
    ("stop_proxy", &[], "void"),
    ("use_next_port", &[], "void"),
    ("copy", &[("what", "CopyTarget")], "void"),
    ("show_auth_token", &[], "string | null"),
    ("set_auth_token", &[("on", "boolean")], "void"),
    ("new_auth_token", &[], "void"),
    ("snippets", &[], "SnippetView[]"),
    ("accounts", &[], "AccountsView"),
    (
        "begin_login",
        &[
            (
                "kind",
                "\"claude\" | \"codex\" | \"chatgpt\" | \"claude-code\"",
            ),
            ("acceptedTerms", "boolean"),
        ],
        "void",
    ),
    ("reopen_browser", &[], "void"),
    ("paste_login", &[("text", "string")], "void"),
    ("cancel_login", &[], "void"),
    (
        "save_key",
        &[("vendor", "\"anthropic\" | \"openai\""), ("key", "string")],
        "void",
    ),
    (
        "renew_login",
        &[("id", "\"claude\" | \"codex\" | \"chatgpt\"")],
        "void",
    ),
    ("log_out", &[("id", "AccountId")], "string"),
    ("set_codex", &[("on", "boolean")], "void"),
    ("use_file_store", &[], "void"),
    ("refresh_accounts", &[], "void"),
    ("activity", &[], "ActivityView"),
    ("settings", &[], "SettingsView"),
    (
        "set_setting",
        &[("key", "string"), ("value", "string")],
        "void",
    ),
    ("unset_setting", &[("key", "string")], "void"),
    ("set_launch_at_login", &[("on", "boolean")], "void"),
    (
        "open_link",
        &[(
            "link",
            "\"terms\" | \"claude-code-install\" | \"chatgpt-usage\" | \"docs\" | \"anthropic-keys\" | \"openai-keys\"",
        )],
        "void",
    ),
    (
        "show_file",
        &[("which", "\"settings\" | \"log\" | \"credentials\"")],
        "void",
    ),
    ("window_ready", &[], "void"),
    ("close_window", &[], "void"),
    ("quit", &[], "void"),
];
