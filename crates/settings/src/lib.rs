//! One typed settings tree: defaults, config.toml, .env, environment, flags.
