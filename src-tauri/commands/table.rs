//! The commands by name: what the window's process calls is looked up here, and answered.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use tauri::{AppHandle, Manager as _};

use super::{
    Told, accounts, activity, logins, proxy, settings, snippets, token, told,
    window::{self, Link, ShownFile},
};
use crate::views::{cards::AccountId, logins::LoginKind};

/// What a call comes to: a JSON document, or one sentence for the person.
pub(crate) type Answer = Told<Box<RawValue>>;

/// Each row: the name, the arguments with their types, and what answers.
macro_rules! table {
    ($app:ident: $($name:ident($($argument:ident: $kind:ty),*) => $answer:expr;)*) => {
        /// Answers a call by its name. `arguments` is a JSON object, with names in camel case.
        ///
        /// # Errors
        /// The sentence of the command; or there is no such command, or its arguments are others.
        #[allow(clippy::unit_arg, reason = "a command that only does something answers `null`")]
        pub(crate) async fn answer($app: &AppHandle, name: &str, arguments: &RawValue) -> Answer {
            match name {
                $(stringify!($name) => {
                    #[derive(Deserialize)]
                    #[serde(rename_all = "camelCase", deny_unknown_fields)]
                    struct Given { $($argument: $kind),* }
                    let Given { $($argument),* } = given(arguments)?;
                    let answer: Told<_> = $answer;
                    document(&answer?)
                })*
                _ => Err("The window asks for something that there is not. Close it and open it again.".into()),
            }
        }

        /// Each command with the names of its arguments.
        #[cfg(test)]
        pub(crate) const NAMES: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(stringify!($argument)),*])),*];
    };
}

table! { app:
    app_info() => window::app_info(app.clone()).await;
    proxy_state() => Ok(proxy::proxy_state(app.state(), app.state()));
    start_proxy() => Ok(proxy::start_proxy(app.state()));
    stop_proxy() => Ok(proxy::stop_proxy(app.state()));
    use_next_port() => proxy::use_next_port(app.state(), app.state()).await;
    copy(what: snippets::CopyTarget) => snippets::copy(app.clone(), what).await;
    show_auth_token() => Ok(token::show_auth_token(app.state()));
    set_auth_token(on: bool) => token::set_auth_token(app.state(), on).await;
    new_auth_token() => token::new_auth_token(app.state()).await;
    snippets() => Ok(snippets::snippets(app.state(), app.state()));
    accounts() => accounts::accounts(app.state(), app.state()).await;
    begin_login(kind: LoginKind, accepted_terms: bool) => logins::begin_login(app.clone(), kind, accepted_terms).await;
    reopen_browser() => logins::reopen_browser(app.clone(), app.state()).await;
    paste_login(text: String) => logins::paste_login(app.state(), text);
    cancel_login() => logins::cancel_login(app.state()).await;
    save_key(vendor: accounts::KeyVendor, key: secrecy::SecretString) => accounts::save_key(app.state(), app.state(), vendor, key).await;
    renew_login(id: AccountId) => accounts::renew_login(app.state(), app.state(), id).await;
    log_out(id: AccountId) => accounts::log_out(app.state(), app.state(), id).await;
    set_codex(on: bool) => accounts::set_codex(app.state(), on).await;
    use_file_store() => accounts::use_file_store(app.state()).await;
    refresh_accounts() => Ok(accounts::refresh_accounts(app.state()));
    activity() => Ok(activity::activity(app.state()));
    settings() => Ok(settings::settings(app.state(), app.state()));
    set_setting(key: String, value: secrecy::SecretString) => settings::set_setting(app.state(), key, value).await;
    unset_setting(key: String) => settings::unset_setting(app.state(), key).await;
    set_launch_at_login(on: bool) => settings::set_launch_at_login(app.clone(), on).await;
    open_link(link: Link) => window::open_link(app.clone(), link).await;
    show_file(which: ShownFile) => window::show_file(app.clone(), which).await;
    window_ready() => Ok(window::window_ready(app.clone()).await);
    close_window() => Ok(window::close_window(app.clone()).await);
    quit() => Ok(window::quit(app.state()));
}

/// The arguments of a call. An error may quote what was given, so it is not told.
fn given<'a, T: Deserialize<'a>>(arguments: &'a RawValue) -> Told<T> {
    serde_json::from_str(arguments.get())
        .map_err(|_| "The window asked in the wrong way. Close it and open it again.".into())
}

fn document(answer: &impl Serialize) -> Answer {
    to_raw_value(answer).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Key {
        #[allow(dead_code, reason = "only whether it is taken matters here")]
        on: bool,
    }

    #[test]
    fn what_was_given_is_not_quoted_where_it_is_refused() {
        for wrong in [
            r#"{"on":"sk-secret"}"#,
            r#"{"sk-secret":true}"#,
            "7",
            "null",
        ] {
            let arguments = RawValue::from_string(wrong.to_owned()).expect("JSON");
            let why = given::<Key>(&arguments).expect_err("refused");
            assert!(!why.contains("secret") && why.ends_with('.'), "{why}");
        }
    }
}
