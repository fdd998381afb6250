//! The fake authorization servers as the program under test and its person see them.

#[cfg(test)]
mod account;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod chatgpt;
#[cfg(test)]
mod claude;
#[cfg(test)]
mod control;
#[cfg(test)]
mod device;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod openai;
#[cfg(test)]
mod program;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod wire;
