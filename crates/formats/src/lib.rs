//! The API formats: error bodies and event streams; pure, no I/O.
