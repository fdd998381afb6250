//! The vault over a real GNOME Keyring, on a session bus and in a home of its own: the person's own are never touched.
//!
//! Each test starts this program again inside such a session, and does its work there.
#![cfg(target_os = "linux")]

#[cfg(test)]
mod absent;
#[cfg(test)]
mod house;
#[cfg(test)]
mod locked;
#[cfg(test)]
mod prompt;
#[cfg(test)]
mod session;
#[cfg(test)]
mod unlocked;
