//! The server behind the state: the gateway, and the seam at which tests put another.

use tokio::sync::watch;

use super::{Failure, Running, activity::Activity};
use crate::views::sentence;

/// Starts servers, one at a time.
pub(crate) trait Launcher: Send + 'static {
    /// What it starts.
    type Server: Server;

    /// Has the next servers listen on another port than the settings say.
    fn listen_on(&mut self, port: u16);

    /// Starts a server; it listens when this returns.
    fn launch(&self) -> impl Future<Output = Result<Self::Server, Failure>> + Send + 'static;
}

/// Counts the requests that are open, also while their server stops.
pub(crate) type Count = Box<dyn Fn() -> usize + Send + Sync>;

/// A server that listens. Dropping it stops it at once.
pub(crate) trait Server: Send + Sync + 'static {
    /// What there is to tell about it now.
    fn running(&self) -> Running;

    /// The count of its open requests.
    fn count(&self) -> Count;

    /// What it records of its requests.
    fn records(&self) -> Option<Activity>;

    /// Ticks when [`Server::running`] would tell something else; closes when the server has ended.
    fn changes(&self) -> watch::Receiver<u64>;

    /// Accepts nothing more, and waits for the open requests within the grace time.
    fn stop(self) -> impl Future<Output = ()> + Send + 'static;
}

/// Starts the gateway, the same way each time.
#[derive(Debug)]
pub(crate) struct GatewayLauncher(pub(crate) proxy::Launch);

impl Launcher for GatewayLauncher {
    type Server = proxy::Gateway;

    fn listen_on(&mut self, port: u16) {
        let flags = &mut self.0.sources.flags;
        flags.retain(|flag| flag.key != "server.port");
        flags.push(settings::Flag {
            key: "server.port",
            value: port.to_string(),
            name: "--port",
        });
    }

    fn launch(&self) -> impl Future<Output = Result<Self::Server, Failure>> + Send + 'static {
        let launch = self.0.clone();
        async move { Ok(proxy::Gateway::start(launch).await?) }
    }
}

impl Server for proxy::Gateway {
    fn running(&self) -> Running {
        let address = self.address();
        Running {
            address: address.to_string(),
            base_url: address.base_url(),
            token: self.auth_token(),
            serves: self.serves(),
            open: self.open_requests().count(),
            problem: self.problem(),
            login_problem: self.login_problem(),
        }
    }

    fn count(&self) -> Count {
        let open = self.open_requests();
        Box::new(move || open.count())
    }

    fn records(&self) -> Option<Activity> {
        Some(self.activity())
    }

    fn changes(&self) -> watch::Receiver<u64> {
        proxy::Gateway::changes(self)
    }

    async fn stop(self) {
        proxy::Gateway::stop(self).await;
    }
}

impl From<proxy::StartError> for Failure {
    fn from(error: proxy::StartError) -> Self {
        match error {
            proxy::StartError::PortTaken {
                address,
                holder,
                next,
            } => Self::PortTaken {
                port: address.port(),
                next,
                message: taken(holder.as_deref(), next),
            },
            other => Self::CannotStart(sentence(&other.to_string())),
        }
    }
}

/// Who has the port, and the ways out, for a person who started the app by a click.
fn taken(holder: Option<&str>, next: Option<u16>) -> String {
    let holder = holder.unwrap_or("Another program");
    match next {
        Some(port) => {
            format!("{holder} is using it. Use port {port}, or quit that program and try again.")
        }
        None => format!("{holder} is using it. Quit that program and try again."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_names_its_holder_and_the_ways_out() {
        let address = ([127, 0, 0, 1], 8000).into();
        let error = proxy::StartError::PortTaken {
            address,
            holder: Some("python3 (process 42)".into()),
            next: Some(8001),
        };
        let failure = Failure::from(error);
        assert!(matches!(
            failure,
            Failure::PortTaken {
                port: 8000,
                next: Some(8001),
                ..
            }
        ));
        let message = failure.to_string();
        assert!(message.starts_with("python3 (process 42) is using it."));
        assert!(message.contains("Use port 8001"), "{message}");
        assert_eq!(
            taken(None, None),
            "Another program is using it. Quit that program and try again."
        );
    }

    #[test]
    fn a_message_is_shown_as_a_sentence() {
        let error = proxy::StartError::Provider("no certificates. Install them".into());
        let failure = Failure::from(error);
        assert_eq!(failure.to_string(), "No certificates. Install them.");
    }
}
