//! A tray icon's menu, read and clicked over the bus as a panel does it (`com.canonical.dbusmenu`).

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use e2e::eventually;
use tokio::time::sleep;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy};

use crate::PATIENCE;
use crate::watcher::Item;

/// Longer than the time in which the app takes a second click for a part of a double click.
const BETWEEN_CLICKS: Duration = Duration::from_millis(450);

/// One node of the layout: id, properties, children.
type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The menu of a running app.
pub(crate) struct Menu {
    proxy: Proxy<'static>,
}

/// One line, in the order of the menu; those of a submenu follow its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    id: i32,
    /// What stands on it; nothing on a separator.
    pub(crate) label: String,
    /// Whether it can be clicked.
    pub(crate) enabled: bool,
}

impl Menu {
    /// The menu of this icon.
    pub(crate) async fn of(bus: &Connection, item: &Item) -> Result<Self> {
        let path = format!("{}/Menu", item.path);
        let proxy = Proxy::new(bus, item.program.clone(), path, "com.canonical.dbusmenu").await?;
        Ok(Self { proxy })
    }

    /// All lines.
    pub(crate) async fn lines(&self) -> Result<Vec<Line>> {
        let whole = (0_i32, -1_i32, Vec::<&str>::new());
        let (_, root): (u32, Node) = self.proxy.call("GetLayout", &whole).await?;
        let mut lines = Vec::new();
        for child in root.2 {
            collect(child, &mut lines)?;
        }
        Ok(lines)
    }

    /// The line that reads so.
    pub(crate) async fn line(&self, label: &str) -> Result<Line> {
        let lines = self.lines().await?;
        match lines.iter().find(|line| line.label == label) {
            Some(line) => Ok(line.clone()),
            None => bail!("no {label:?} in {lines:?}"),
        }
    }

    /// Waits until the status line, the first one, reads so.
    pub(crate) async fn shows(&self, status: &str) -> Result<()> {
        let shown = eventually(&format!("{status:?} in the menu"), PATIENCE, async || {
            let lines = self.lines().await?;
            Ok(lines
                .first()
                .is_some_and(|line| line.label == status)
                .then_some(()))
        })
        .await;
        match shown {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("{:?}", self.lines().await?))),
        }
    }

    /// Clicks the line that reads so.
    pub(crate) async fn click(&self, label: &str) -> Result<()> {
        sleep(BETWEEN_CLICKS).await;
        let line = self.line(label).await?;
        ensure!(line.enabled, "{label:?} is greyed out");
        let event = (line.id, "clicked", Value::I32(0), 0_u32);
        self.proxy
            .call::<_, _, ()>("Event", &event)
            .await
            .with_context(|| format!("{label:?} cannot be clicked"))
    }
}

fn collect(node: OwnedValue, lines: &mut Vec<Line>) -> Result<()> {
    let (id, properties, children): Node = node.try_into().context("a line of another shape")?;
    // dbusmenu leaves out what has its default: enabled is true, a label is empty.
    let label = match properties.get("label") {
        Some(label) => String::try_from(label.try_clone()?)?,
        None => String::new(),
    };
    let enabled = match properties.get("enabled") {
        Some(enabled) => bool::try_from(enabled)?,
        None => true,
    };
    lines.push(Line { id, label, enabled });
    for child in children {
        collect(child, lines)?;
    }
    Ok(())
}
