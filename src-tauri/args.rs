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

    /// Show no window at start, as when the session starts the app
    #[arg(long, conflicts_with = "window")]
    pub hidden: bool,

    /// Listen on this port
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,

    /// Leave the proxy stopped until it is started from the tray or the window
    #[arg(long)]
    pub stopped: bool,

    /// Show the window of the app that starts this, which speaks over the standard streams
    #[arg(long, hide = true, exclusive = true)]
    pub page: bool,

    /// The link of a page that brings the window forward; nothing else in it counts
    #[arg(hide = true, value_name = "LINK", value_parser = link)]
    pub link: Option<Link>,
}

/// That a `ccproxy:` link started the program. It carries nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link;

fn link(text: &str) -> Result<Link, &'static str> {
    if text.starts_with("ccproxy:") {
        Ok(Link)
    } else {
        Err("nothing is expected here")
    }
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
    fn a_link_only_brings_the_window_forward() {
        let linked = Args::parse_from(["ccproxy-desktop", "ccproxy://done?code=secret"]);
        assert_eq!(linked.link, Some(Link));
        assert!(linked.flags().is_empty() && !format!("{linked:?}").contains("secret"));
        assert!(Args::try_parse_from(["ccproxy-desktop", "https://example.org"]).is_err());
    }

    #[test]
    fn a_port_becomes_a_setting_and_nothing_else_does() {
        let with = Args::parse_from(["ccproxy-desktop", "--port", "8123", "--demo"]);
        assert!(with.demo && !with.stopped);
        assert_eq!(with.flags().len(), 1);
        assert!(Args::default().flags().is_empty());
    }
}
