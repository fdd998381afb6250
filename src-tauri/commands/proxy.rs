//! Starting and stopping.

use tauri::State;

use super::{Told, told};
use crate::{
    actions,
    state::{Command, Control, configuration::Configuration},
    views::proxy::ProxyView,
};

/// The present state; asks for a fresh count of open requests, which comes as an event.
pub(crate) fn proxy_state(
    control: State<'_, Control>,
    configuration: State<'_, Configuration>,
) -> ProxyView {
    control.send(Command::Refresh);
    ProxyView::of(&control.state(), &configuration.loaded())
}

/// Starts the proxy.
pub(crate) fn start_proxy(control: State<'_, Control>) {
    control.send(Command::Start);
}

/// Stops the proxy, after its open requests.
pub(crate) fn stop_proxy(control: State<'_, Control>) {
    control.send(Command::Stop);
}

/// Takes the free port that was offered for one that is taken, and starts.
pub(crate) async fn use_next_port(
    control: State<'_, Control>,
    configuration: State<'_, Configuration>,
) -> Told<()> {
    actions::use_next_port(&control, &configuration)
        .await
        .map_err(told)
}
