//! The panel that the icon stands on: bright, dark, or one that colours the icon itself.

/// What an icon must stand out against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(test),
    allow(dead_code, reason = "each system has only some of these panels")
)]
pub(crate) enum Panel {
    /// Dark words on a bright ground.
    Light,
    /// Bright words on a dark ground.
    Dark,
    /// The system colours a black picture (macOS).
    Template,
}

/// The panel of this desktop. To be called on the main thread, after GTK was set up.
#[cfg(target_os = "linux")]
pub(crate) fn current() -> Panel {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    on_desktop(&desktop, text_luminance())
}

/// Calls back when the panel may have changed.
#[cfg(target_os = "linux")]
pub(crate) fn watch(changed: impl Fn() + Clone + 'static) {
    use gtk::prelude::GtkSettingsExt;

    let Some(settings) = gtk::Settings::default() else {
        return;
    };
    let again = changed.clone();
    settings.connect_gtk_theme_name_notify(move |_| again());
    settings.connect_gtk_application_prefer_dark_theme_notify(move |_| changed());
}

/// GNOME's panel and Xfce's (since 4.16) are dark under every theme; others take the theme's colours.
#[cfg(target_os = "linux")]
fn on_desktop(desktop: &str, text_luminance: Option<f64>) -> Panel {
    const ALWAYS_DARK: [&str; 4] = ["GNOME", "Unity", "Pantheon", "XFCE"];

    let always_dark = desktop.split(':').any(|name| {
        ALWAYS_DARK
            .iter()
            .any(|dark| dark.eq_ignore_ascii_case(name))
    });
    match text_luminance {
        _ if always_dark => Panel::Dark,
        Some(bright) if bright > 0.5 => Panel::Dark,
        _ => Panel::Light,
    }
}

/// How bright the theme writes in menu bars, from 0 (black) to 1 (white).
#[cfg(target_os = "linux")]
fn text_luminance() -> Option<f64> {
    use gtk::prelude::{StyleContextExt, WidgetExt};

    let colour = gtk::MenuBar::new()
        .style_context()
        .lookup_color("theme_fg_color")?;
    Some(0.2126 * colour.red() + 0.7152 * colour.green() + 0.0722 * colour.blue())
}

/// The panel of this desktop.
#[cfg(target_os = "macos")]
pub(crate) fn current() -> Panel {
    Panel::Template
}

/// The panel of this desktop: the taskbar has a setting of its own, apart from the windows'.
#[cfg(windows)]
pub(crate) fn current() -> Panel {
    const THEME: &str = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";

    let light = windows_registry::CURRENT_USER
        .open(THEME)
        .and_then(|key| key.get_u32("SystemUsesLightTheme"));
    match light {
        Ok(1) => Panel::Light,
        _ => Panel::Dark,
    }
}

/// Elsewhere the panel is looked at again with each new state.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_changed: impl Fn() + Clone + 'static) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_theme_decides_where_the_panel_follows_it() {
        assert_eq!(on_desktop("KDE", Some(0.1)), Panel::Light);
        assert_eq!(on_desktop("KDE", Some(0.9)), Panel::Dark);
        assert_eq!(on_desktop("", None), Panel::Light);
    }

    #[test]
    fn some_panels_are_dark_under_every_theme() {
        assert_eq!(on_desktop("ubuntu:GNOME", Some(0.1)), Panel::Dark);
        assert_eq!(on_desktop("XFCE", Some(0.1)), Panel::Dark);
    }
}
