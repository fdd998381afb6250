//! The command line of the desktop program.

use clap::Parser;

/// What `ccproxy-desktop` takes on its command line.
#[derive(Debug, Clone, Default, Parser)]
#[command(name = "ccproxy-desktop", version, about = "The ccproxy tray app.")]
pub struct Args {
    /// Answer from the embedded provider: no account, no network
    #[arg(long)]
    pub demo: bool,

    /// Open the window at start
    #[arg(long)]
    pub window: bool,

    /// Listen on this port
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,

    /// Leave the proxy stopped until it is started from the tray or the window
    #[arg(long)]
    pub stopped: bool,
}

impl Args {
    /// The settings that the command line overrides.
    pub(crate) fn flags(&self) -> Vec<settings::Flag> {
        self.port
            .map(|port| settings::Flag {
                key: "server.port",
                value: port.to_string(),
                name: "--port",
            })
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_port_becomes_a_setting_and_nothing_else_does() {
        let with = Args::parse_from(["ccproxy-desktop", "--port", "8123", "--demo"]);
        assert!(with.demo && !with.stopped);
        assert_eq!(with.flags().len(), 1);
        assert!(Args::default().flags().is_empty());
    }
}
