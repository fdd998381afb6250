//! Logins from beginning to end, against strict fake servers and with a scripted browser.

#[cfg(test)]
mod attempt;
#[cfg(test)]
mod chatgpt;
#[cfg(test)]
mod claude;
#[cfg(test)]
mod codex;
#[cfg(test)]
mod device;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod revoke;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod support;
