//! The requests.

use tauri::State;

use crate::{state::Control, views::activity::ActivityView};

/// All requests that are kept.
pub(crate) fn activity(control: State<'_, Control>) -> ActivityView {
    let activities = control.activities();
    let activity = activities.borrow().clone();
    activity.map_or_else(ActivityView::default, |activity| {
        ActivityView::since(&activity, 0).0
    })
}
