//! Opens the ports.

use std::io;
use std::net::{IpAddr, SocketAddr};

use settings::ListenHost;
use tokio::net::{TcpListener, TcpSocket};

use crate::error::StartError;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4096;

/// Binds every address of `host`, all on one port; port 0 takes any that is free.
///
/// An address that this machine does not have, as `[::1]` where IPv6 is off, is left out as long as another is there.
pub(crate) async fn bind(host: ListenHost, port: u16) -> Result<Vec<TcpListener>, StartError> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut port = port;
    let mut missing = None;
    for ip in host.addresses() {
        let address = SocketAddr::new(ip, port);
        match open(address) {
            Ok(listener) => {
                if port == 0 {
                    port = listener.local_addr().map_or(0, |a| a.port());
                }
                listeners.push(listener);
            }
            Err(e) if e.kind() == io::ErrorKind::AddrInUse => {
                return Err(StartError::PortTaken {
                    address,
                    holder: holder(port).await,
                    next: free_after(ip, port),
                });
            }
            Err(e) => missing = Some(StartError::Bind { address, why: e }),
        }
    }
    match missing {
        Some(error) if listeners.is_empty() => Err(error),
        _ => Ok(listeners),
    }
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address.ip() {
        IpAddr::V4(_) => TcpSocket::new_v4()?,
        IpAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Unix this lets us bind while old connections of ours are in TIME_WAIT; on Windows it would let two programs
    // share the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The program that listens on `port`, if the system tells.
async fn holder(port: u16) -> Option<String> {
    let process = process(port).await?;
    Some(format!("{} (process {})", process.name, process.pid))
}

/// Whether it is a gateway of this person's that listens on `port`, as far as the system tells: it tells nobody of other
/// people's programs, and another program that only says so has another name.
pub(crate) async fn is_ours(port: u16) -> bool {
    let process = process(port).await;
    process.is_some_and(|process| process.name.starts_with("ccproxy"))
}

async fn process(port: u16) -> Option<listeners::Process> {
    tokio::task::spawn_blocking(move || {
        listeners::get_process_by_port(port, listeners::Protocol::TCP).ok()
    })
    .await
    .ok()
    .flatten()
}

/// The nearest port above that is free, to be offered instead.
fn free_after(ip: IpAddr, port: u16) -> Option<u16> {
    (port.checked_add(1)?..=port.saturating_add(20))
        .find(|p| std::net::TcpListener::bind((ip, *p)).is_ok())
}
