//! The settings.

use secrecy::SecretString;
use tauri::{AppHandle, State};

use super::{Told, told};
use crate::{
    launching,
    state::{
        configuration::{Change, Configuration},
        situation::Situations,
    },
    views::settings::SettingsView,
};

/// Every setting, with where its value comes from.
pub(crate) fn settings(
    configuration: State<'_, Configuration>,
    situations: State<'_, Situations>,
) -> SettingsView {
    view(&configuration, &situations)
}

/// Gives a setting a value, in `config.toml`.
pub(crate) async fn set_setting(
    configuration: State<'_, Configuration>,
    key: String,
    value: SecretString,
) -> Told<()> {
    let change = Change::Set(key, value);
    configuration.change(change).await.map_err(told)
}

/// Goes back to what holds where nobody sets one.
pub(crate) async fn unset_setting(
    configuration: State<'_, Configuration>,
    key: String,
) -> Told<()> {
    configuration.change(Change::Unset(key)).await.map_err(told)
}

/// Has the app start with the session, or no longer.
pub(crate) async fn set_launch_at_login(app: AppHandle, on: bool) -> Told<()> {
    launching::set(&app, on).await.map_err(told)
}

/// The view of the settings in force.
pub(crate) fn view(configuration: &Configuration, situations: &Situations) -> SettingsView {
    let problem = configuration.problems().borrow().clone();
    let launch_at_login = *situations.launch_at_login().borrow();
    SettingsView::of(
        &configuration.loaded(),
        configuration.sources().config_file.display().to_string(),
        problem.as_deref(),
        launch_at_login,
    )
}
