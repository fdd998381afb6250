//! `ui/bindings.d.ts`: written from the types here, and held to the commands and their permissions.
//!
//! `CCPROXY_WRITE_BINDINGS=1 cargo test -p ccproxy-desktop bindings` writes it anew.

mod table;

use std::{collections::BTreeSet, path::Path};

use ts_rs::{Config, TS};

use self::table::COMMANDS;
use super::{
    accounts::AccountsView,
    activity::{ActivityRow, ActivityView},
    app::{AppInfo, ShowView},
    cards::{AccountCard, AccountId, ReportTable},
    logins::LoginProgress,
    proxy::ProxyView,
    settings::{SettingRow, SettingsView},
    snippets::SnippetView,
};
use crate::commands::{snippets::CopyTarget, table::NAMES};

const HEAD: &str = "\
// The window's contract with Rust, written from the types in src-tauri/views by a test; not to be edited.
// All times are Unix milliseconds unless the name says otherwise. No payload holds a secret, but for `show_auth_token`.
// Events: `proxy-state` ProxyView, `accounts` AccountsView, `activity` ActivityView, `settings` SettingsView, `show` ShowView.
";

fn declared<T: TS>() -> String {
    let config = Config::new().with_large_int("number");
    let docs = T::docs().unwrap_or_default();
    let text = format!("\n{docs}export {}\n", T::decl(&config));
    let text = text.replace("/**\n * ", "/** ").replace("\n */", " */");
    text.replace(" \n", "\n")
}

fn bindings() -> String {
    let mut text = HEAD.to_owned();
    text += &declared::<ProxyView>();
    text += &declared::<AppInfo>();
    text += &declared::<ShowView>();
    text += &declared::<SnippetView>();
    text += &declared::<AccountsView>();
    text += &declared::<AccountId>();
    text += &declared::<AccountCard>();
    text += &declared::<ReportTable>();
    text += &declared::<LoginProgress>();
    text += &declared::<ActivityView>();
    text += &declared::<ActivityRow>();
    text += &declared::<SettingsView>();
    text += &declared::<SettingRow>();
    text += &declared::<CopyTarget>();
    text += "\n/** The commands: name, arguments, result. Each rejects with one sentence for the person. */\n";
    text += "export interface Commands {\n";
    for (name, arguments, result) in COMMANDS {
        let pairs: Vec<String> = arguments
            .iter()
            .map(|(name, its_type)| format!("{name}: {its_type}"))
            .collect();
        let arguments = if pairs.is_empty() {
            String::new()
        } else {
            format!("a: {{ {} }}", pairs.join("; "))
        };
        text += &format!("  {name}({arguments}): {result};\n");
    }
    text + "}\n"
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        name + &word[..1].to_uppercase() + &word[1..]
    })
}

#[test]
fn the_bindings_are_those_of_the_types() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/bindings.d.ts");
    let written = bindings();
    if std::env::var_os("CCPROXY_WRITE_BINDINGS").is_some() {
        std::fs::write(&file, &written).expect("written");
    }
    let there = std::fs::read_to_string(&file).expect("the bindings");
    assert!(
        there == written,
        "ui/bindings.d.ts is stale: CCPROXY_WRITE_BINDINGS=1 cargo test -p ccproxy-desktop bindings"
    );
}

#[test]
fn every_command_is_answered_with_the_arguments_of_the_bindings() {
    let named = |(name, arguments): (&str, Vec<String>)| (name.to_owned(), arguments);
    let bound: BTreeSet<_> = COMMANDS
        .iter()
        .map(|(name, arguments, _)| {
            let names = arguments.iter().map(|(name, _)| (*name).to_owned());
            named((name, names.collect()))
        })
        .collect();
    let answered: BTreeSet<_> = NAMES
        .iter()
        .map(|(name, arguments)| named((name, arguments.iter().map(|name| camel(name)).collect())))
        .collect();
    assert_eq!(answered, bound);
    assert_eq!(NAMES.len(), COMMANDS.len());
}

#[test]
fn every_command_has_one_permission_and_the_window_has_no_other() {
    let expected: BTreeSet<String> = COMMANDS
        .iter()
        .map(|(name, _, _)| format!("allow-{}", name.replace('_', "-")))
        .collect();

    let permissions: toml_edit::DocumentMut = include_str!("../permissions/window.toml")
        .parse()
        .expect("TOML");
    let mut given = BTreeSet::new();
    for permission in permissions["permission"]
        .as_array_of_tables()
        .expect("them")
    {
        let name = permission["identifier"].as_str().expect("a name");
        let allowed = permission["commands"]["allow"].as_array().expect("a list");
        let allowed: Vec<_> = allowed.iter().filter_map(|value| value.as_str()).collect();
        let command = name.trim_start_matches("allow-").replace('-', "_");
        assert_eq!(allowed, [command.as_str()], "{name}");
        assert!(given.insert(name.to_owned()), "{name} stands twice");
    }
    assert_eq!(given, expected);

    let capability: serde_json::Value =
        serde_json::from_str(include_str!("../../capabilities/window.json")).expect("JSON");
    let listed = capability["permissions"].as_array().expect("a list");
    let (of_tauri, ours): (Vec<_>, Vec<_>) = listed
        .iter()
        .filter_map(|permission| permission.as_str())
        .partition(|permission| permission.contains(':'));
    assert_eq!(
        of_tauri,
        ["core:event:allow-listen", "core:event:allow-unlisten"]
    );
    assert_eq!(ours.len(), expected.len());
    let ours: BTreeSet<String> = ours.into_iter().map(str::to_owned).collect();
    assert_eq!(ours, expected);
}
