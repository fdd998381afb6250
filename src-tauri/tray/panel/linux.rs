//! The panels of Linux desktops.

use gtk::{
    gio::{self, BusType, DBusCallFlags},
    glib::{Variant, variant::ToVariant},
    prelude::{GtkSettingsExt, StyleContextExt, WidgetExt},
};

use super::Panel;

/// Panels that are dark under every theme.
const ALWAYS_DARK: [&str; 3] = ["GNOME", "Unity", "Pantheon"];

/// A settings service on the same machine answers in a millisecond; beyond this it is taken for absent.
const ANSWER_WITHIN_MS: i32 = 300;

/// The panel of this desktop. To be called on the main thread, after GTK was set up.
pub(crate) fn current() -> Panel {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    let always_dark = desktop.split(':').any(|name| match name {
        "XFCE" => xfce_panel_is_dark().unwrap_or(false),
        other => ALWAYS_DARK.contains(&other),
    });
    on_theme(always_dark, text_luminance())
}

/// Calls back when the panel may have changed.
pub(crate) fn watch(changed: impl Fn() + Clone + 'static) {
    let Some(settings) = gtk::Settings::default() else {
        return;
    };
    let again = changed.clone();
    settings.connect_gtk_theme_name_notify(move |_| again());
    settings.connect_gtk_application_prefer_dark_theme_notify(move |_| changed());
}

/// A panel that has no colours of its own takes the theme's.
fn on_theme(always_dark: bool, text_luminance: Option<f64>) -> Panel {
    match text_luminance {
        _ if always_dark => Panel::Dark,
        Some(bright) if bright > 0.5 => Panel::Dark,
        _ => Panel::Light,
    }
}

/// How bright the theme writes in menu bars, from 0 (black) to 1 (white; ITU-R BT.709 weights).
fn text_luminance() -> Option<f64> {
    let colour = gtk::MenuBar::new()
        .style_context()
        .lookup_color("theme_fg_color")?;
    Some(0.2126 * colour.red() + 0.7152 * colour.green() + 0.0722 * colour.blue())
}

/// The switch "Dark mode" of Xfce's panel, which is apart from the theme.
///
/// Source: xfce4-panel 4.18, channel `xfce4-panel`, property `/panels/dark-mode` (measured).
fn xfce_panel_is_dark() -> Option<bool> {
    let bus = gio::bus_get_sync(BusType::Session, gio::Cancellable::NONE).ok()?;
    let answer: Variant = bus
        .call_sync(
            Some("org.xfce.Xfconf"),
            "/org/xfce/Xfconf",
            "org.xfce.Xfconf",
            "GetProperty",
            Some(&("xfce4-panel", "/panels/dark-mode").to_variant()),
            None,
            DBusCallFlags::NO_AUTO_START,
            ANSWER_WITHIN_MS,
            gio::Cancellable::NONE,
        )
        .ok()?;
    answer.try_child_value(0)?.as_variant()?.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_decides_where_the_panel_follows_it() {
        assert_eq!(on_theme(false, Some(0.1)), Panel::Light);
        assert_eq!(on_theme(false, Some(0.9)), Panel::Dark);
        assert_eq!(on_theme(false, None), Panel::Light);
    }

    #[test]
    fn a_panel_that_is_always_dark_does_not_ask_the_theme() {
        assert_eq!(on_theme(true, Some(0.1)), Panel::Dark);
    }
}
