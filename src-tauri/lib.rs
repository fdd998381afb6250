//! The ccproxy tray app.
