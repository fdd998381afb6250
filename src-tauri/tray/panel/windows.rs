//! The taskbar of Windows: it has a theme of its own, apart from the windows'.

use super::Panel;

/// Where the person's choice of light or dark is kept (Microsoft: "Settings > Personalization > Colors").
const THEME: &str = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";

/// The taskbar's theme; dark where nothing is said, as on a fresh system.
pub(crate) fn current() -> Panel {
    let light = windows_registry::CURRENT_USER
        .open(THEME)
        .and_then(|key| key.get_u32("SystemUsesLightTheme"));
    match light {
        Ok(1) => Panel::Light,
        _ => Panel::Dark,
    }
}
