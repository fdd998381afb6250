//! The place on the bus where tray icons announce themselves, as a desktop with a tray has it.
//!
//! Source: the StatusNotifierItem specification, as libayatana-appindicator 0.5 follows it (measured): an icon
//! registers its object path, and the bus name is that of the caller.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use zbus::fdo::PropertiesProxy;
use zbus::message::Header;
use zbus::names::InterfaceName;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, interface};

/// A tray icon on the bus.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The bus name of the program.
    pub(super) program: String,
    /// The icon's object there.
    pub(super) path: String,
}

impl Item {
    /// The file with its picture: `IconName` is a path where the program draws its own icons.
    pub(super) async fn icon(&self, bus: &Connection) -> Result<PathBuf> {
        let interface = InterfaceName::from_static_str("org.kde.StatusNotifierItem")?;
        let (program, path) = (self.program.clone(), self.path.clone());
        // Read anew each time: the item says `NewIcon`, not that a property changed.
        let properties = PropertiesProxy::new(bus, program, path).await?;
        let name: OwnedValue = properties.get(interface, "IconName").await?;
        Ok(PathBuf::from(String::try_from(name)?))
    }
}

/// The icons that have registered.
#[derive(Debug, Clone, Default)]
pub(super) struct Registered(Arc<Mutex<Vec<Item>>>);

impl Registered {
    /// The last icon.
    pub(super) fn item(&self) -> Option<Item> {
        let items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        items.last().cloned()
    }
}

/// The object `/StatusNotifierWatcher`.
pub(super) struct Watcher(Registered);

impl Watcher {
    /// Takes the watcher's name on this bus.
    pub(super) async fn serve(bus: &Connection) -> Result<Registered> {
        let registered = Registered::default();
        let watcher = Self(registered.clone());
        bus.object_server()
            .at("/StatusNotifierWatcher", watcher)
            .await?;
        bus.request_name("org.kde.StatusNotifierWatcher")
            .await
            .context("the watcher's name is taken")?;
        Ok(registered)
    }
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    #[allow(
        clippy::needless_pass_by_value,
        reason = "the bus hands a method its header by value"
    )]
    fn register_status_notifier_item(&self, #[zbus(header)] header: Header<'_>, service: &str) {
        let Some(sender) = header.sender() else {
            return;
        };
        let item = Item {
            program: sender.to_string(),
            path: service.to_owned(),
        };
        let mut items = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        items.push(item);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
