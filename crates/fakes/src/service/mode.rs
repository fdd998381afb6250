//! How strict a fake is, and whose requests it expects.

/// How the fake treats requests and words its answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Every request is checked against the vendor's types and documented rules.
    #[default]
    Strict,
    /// Only JSON that does not parse is refused.
    Lenient,
    /// Checked as in `Strict`, and answered with everything that a tolerant reader must stand: unknown events, fields
    /// and blocks, comments, mixed line ends, and chunks of one byte.
    Hostile,
}

/// Whose requests are expected on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wire {
    /// Anybody's: the vendor's SDKs, its command-line client, curl.
    #[default]
    Any,
    /// Only those of the gateway, under its own name; everything else is refused and kept as a violation.
    Gateway {
        /// The version in `user-agent: ccproxy/VERSION`.
        version: String,
    },
}
