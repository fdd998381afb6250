//! The panel that the icon stands on: bright, dark, or one that colours the icon itself.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub(crate) use linux::{current, watch};
#[cfg(target_os = "macos")]
pub(crate) use macos::current;
#[cfg(windows)]
pub(crate) use windows::current;

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

/// Nothing to watch: the panel is looked at again with each new state.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_changed: impl Fn() + Clone + 'static) {}
