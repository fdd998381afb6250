//! A tray icon's menu, read and clicked over the bus as a panel does it (`com.canonical.dbusmenu`).

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tokio::time::sleep;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy};

use super::PATIENCE;
use super::watcher::Item;
use crate::eventually;

/// Longer than the time in which the app takes a second click for a part of a double click.
const BETWEEN_CLICKS: Duration = Duration::from_millis(450);

/// One node of the layout: id, properties, children.
type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The menu of a running app.
#[derive(Debug)]
pub struct Menu {
    proxy: Proxy<'static>,
}

/// One line, in the order of the menu; those of a submenu follow its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    id: i32,
    /// What stands on it; nothing on a separator.
    pub label: String,
    /// Whether it can be clicked.
    pub enabled: bool,
    /// The mark of a switch; nothing on other lines.
    pub checked: Option<bool>,
}

impl Menu {
    /// The menu of this icon.
    pub(super) async fn of(bus: &Connection, item: &Item) -> Result<Self> {
        let path = format!("{}/Menu", item.path);
        let proxy = Proxy::new(bus, item.program.clone(), path, "com.canonical.dbusmenu").await?;
        Ok(Self { proxy })
    }

    /// All lines.
    ///
    /// # Errors
    /// The app does not answer.
    pub async fn lines(&self) -> Result<Vec<Line>> {
        let whole = (0_i32, -1_i32, Vec::<&str>::new());
        let (_, root): (u32, Node) = self.proxy.call("GetLayout", &whole).await?;
        let mut lines = Vec::new();
        for child in root.2 {
            collect(child, &mut lines)?;
        }
        Ok(lines)
    }

    /// The line that reads so.
    ///
    /// # Errors
    /// There is none.
    pub async fn line(&self, label: &str) -> Result<Line> {
        let lines = self.lines().await?;
        match lines.iter().find(|line| line.label == label) {
            Some(line) => Ok(line.clone()),
            None => bail!("no {label:?} in {lines:?}"),
        }
    }

    /// Waits until the status line, the first one, reads so.
    ///
    /// # Errors
    /// It does not.
    pub async fn shows(&self, status: &str) -> Result<()> {
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

    /// Waits until the line that reads so is as it should be.
    ///
    /// # Errors
    /// It does not come to that, or is not there.
    pub async fn comes_to(&self, label: &str, right: impl Fn(&Line) -> bool) -> Result<()> {
        eventually(
            &format!("{label:?} as it should be"),
            PATIENCE,
            async || Ok(right(&self.line(label).await?).then_some(())),
        )
        .await
    }

    /// Clicks the line that reads so, long enough after another click; when that was.
    ///
    /// # Errors
    /// There is none, or it is greyed out.
    pub async fn click(&self, label: &str) -> Result<Instant> {
        sleep(BETWEEN_CLICKS).await;
        let line = self.line(label).await?;
        ensure!(line.enabled, "{label:?} is greyed out");
        let event = (line.id, "clicked", Value::I32(0), 0_u32);
        let clicked = Instant::now();
        self.proxy
            .call::<_, _, ()>("Event", &event)
            .await
            .with_context(|| format!("{label:?} cannot be clicked"))?;
        Ok(clicked)
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
    let checked = match properties.get("toggle-state") {
        Some(state) => Some(i32::try_from(state)? == 1),
        None => None,
    };
    lines.push(Line {
        id,
        label,
        enabled,
        checked,
    });
    for child in children {
        collect(child, lines)?;
    }
    Ok(())
}
