//! Accounts: credential stores and fresh tokens.
