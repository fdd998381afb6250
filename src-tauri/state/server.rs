//! The server behind the state: the gateway, and the seam at which tests put another.

use tokio::sync::watch;

use super::{Failure, Running};

/// Starts servers, one at a time.
pub(crate) trait Launcher: Send + 'static {
    /// What it starts.
    type Server: Server;

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
            open: self.open_requests().count(),
            problem: self.problem(),
        }
    }

    fn count(&self) -> Count {
        let open = self.open_requests();
        Box::new(move || open.count())
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
        Some(port) => format!(
            "{holder} is using it. Quit that program and try again, or choose another port: \
             ccproxy config set server.port {port}"
        ),
        None => format!("{holder} is using it. Quit that program and try again."),
    }
}

/// An error's message as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut sentence: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
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
        assert!(matches!(failure, Failure::PortTaken { port: 8000, .. }));
        let message = failure.to_string();
        assert!(message.starts_with("python3 (process 42) is using it."));
        assert!(message.contains("server.port 8001"), "{message}");
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
