//! The settings from outside: files, variables and flags go in; typed values and messages come out.

mod atomic;
mod editing;
mod env_files;
mod home;
mod masking;
mod messages;
mod provenance;
mod round_trip;
mod values;
mod watching;
