//! Addresses, ports, hosts, origins and URLs: the spellings that are taken, and those that are refused.

use settings::ListenHost;

use crate::home::Home;
use crate::values::{refused, toml, variable};

#[test]
fn host() {
    let host = |text: &str| variable("server.host", text).unwrap().server.host;
    for loopback in ["127.0.0.1", "localhost", "LOCALHOST", " localhost "] {
        assert_eq!(host(loopback), ListenHost::Loopback);
    }
    assert_eq!(host("::1"), ListenHost::Address("::1".parse().unwrap()));
    assert_eq!(host("[::1]"), host("::1"));
    assert_eq!(
        host("0.0.0.0"),
        ListenHost::Address("0.0.0.0".parse().unwrap())
    );
    for (text, loopback) in [
        ("::1", true),
        ("127.0.0.2", true),
        ("::ffff:127.0.0.1", true),
        ("0.0.0.0", false),
        ("::", false),
    ] {
        assert_eq!(host(text).is_loopback(), loopback, "{text}");
    }
    assert_eq!(ListenHost::Loopback.addresses().len(), 2);
    refused(
        "server.host",
        &["1", "true", "[]", "\"\"", "\"example.net\""],
        &[
            "",
            "localhost:80",
            "127.0.0.1:8000",
            "300.1.1.1",
            "[127.0.0.1]",
            "*",
        ],
    );
}

#[test]
fn port() {
    assert_eq!(toml("server.port", "1").unwrap().server.port, 1);
    assert_eq!(toml("server.port", "65535").unwrap().server.port, 65535);
    assert_eq!(variable("server.port", "9000").unwrap().server.port, 9000);
    assert_eq!(
        variable("server.port", "0").unwrap().server.port,
        0,
        "any free port"
    );
    let flag = Home::new().flag("server.port", "--port", "0");
    assert_eq!(flag.load().settings.server.port, 0);
    refused(
        "server.port",
        &[
            "0",
            "-1",
            "65536",
            "\"8000\"",
            "8000.0",
            "true",
            "99999999999999",
        ],
        &["", "http", "65536", "-1", "8000.5"],
    );
}

#[test]
fn hosts() {
    let hosts = |text: &str| {
        variable("server.allowed_hosts", text)
            .unwrap()
            .server
            .allowed_hosts
    };
    assert_eq!(
        hosts(r#"["Proxy.Example.net", "[::1]", "10.0.0.7"]"#),
        ["proxy.example.net", "::1", "10.0.0.7"]
    );
    assert_eq!(hosts("a.net, b_c.net,"), ["a.net", "b_c.net"]);
    assert!(hosts("[]").is_empty() && hosts("").is_empty());
    let from_file = toml("server.allowed_hosts", r#"["a.net"]"#).unwrap();
    assert_eq!(from_file.server.allowed_hosts, ["a.net"]);
    refused(
        "server.allowed_hosts",
        &["\"a.net\"", "[1]", "[\"\"]", "{}"],
        &[
            "a.net:80",
            "[::1]:80",
            "https://a.net",
            "*.a.net",
            "a..net",
            "a b",
            "[\"a\"",
            "[1]",
        ],
    );
}

#[test]
fn origins() {
    let origins = |text: &str| {
        variable("server.allowed_origins", text)
            .unwrap()
            .server
            .allowed_origins
    };
    for (given, sent) in [
        ("https://App.Example.net", "https://app.example.net"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://a.net:443", "https://a.net"),
        ("http://a.net:80", "http://a.net"),
        ("https://a.net:80", "https://a.net:80"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://[::1]", "http://[::1]"),
        ("chrome-extension://abcdef", "chrome-extension://abcdef"),
    ] {
        assert_eq!(origins(given), [sent]);
    }
    refused(
        "server.allowed_origins",
        &["\"https://a.net\"", "[1]"],
        &[
            "a.net",
            "*",
            "null",
            "https://",
            "https://a.net/",
            "https://a.net/x",
            "https://*.a.net",
            "https://a.net:0",
            "https://a.net:",
            "https://a.net:+80",
            "https://a.net:70000",
            "https://u@a.net",
            "https://::1",
            "1http://a.net",
            "://a.net",
        ],
    );
}

#[test]
fn urls() {
    let url = |text: &str| variable("claude.base_url", text).unwrap().claude.base_url;
    for (given, held) in [
        ("https://api.anthropic.com/", "https://api.anthropic.com"),
        ("https://API.Example.net:443//", "https://api.example.net"),
        ("https://a.net:8443/v1/", "https://a.net:8443/v1"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1/x"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
    ] {
        assert_eq!(url(given), held);
    }
    let bad = [
        "http://a.net",
        "http://127.0.0.1.evil.net",
        "http://localhost.evil.net",
        "http://192.168.0.1",
        "ftp://a.net",
        "a.net",
        "/v1",
        "https://",
        "https://u:p@a.net",
        "https://a.net?x=1",
        "https://a.net#x",
        "https://a.net:0",
        "https://a.net:99999",
        "https://a net",
        "file:///etc",
    ];
    for key in [
        "claude.base_url",
        "claude.oauth.authorize_url",
        "claude.oauth.token_url",
        "claude.oauth.profile_url",
    ] {
        refused(key, &["1", "\"\"", "[]"], &bad);
    }
}
