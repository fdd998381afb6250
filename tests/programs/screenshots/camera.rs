//! Takes pictures of a window, in each width.

use std::path::PathBuf;

use anyhow::Result;
use e2e::clients::tell;
use e2e::window::Stage;

/// The sizes that pictures are taken in: a small laptop's window, and a large one.
const SIZES: [(u32, u32); 2] = [(960, 700), (1440, 900)];

/// A theme, with the name that GTK knows it by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    pub(crate) name: &'static str,
    pub(crate) gtk: &'static str,
}

/// Both themes.
pub(crate) const THEMES: [Theme; 2] = [
    Theme {
        name: "light",
        gtk: "Adwaita",
    },
    Theme {
        name: "dark",
        gtk: "Adwaita:dark",
    },
];

/// Where pictures go, and under which names.
#[derive(Debug)]
pub(crate) struct Camera {
    pub(crate) folder: PathBuf,
    pub(crate) theme: Theme,
    /// How many scenes could not be shown.
    pub(crate) failed: usize,
}

impl Camera {
    /// Takes pictures of the window as it is; what was to be shown first may have failed.
    pub(crate) async fn take(&mut self, stage: &Stage, scene: &str, shown: Result<()>) {
        let taken = match shown {
            Ok(()) => self.all_sizes(stage, scene).await,
            // The picture says more than the words do.
            Err(error) => {
                let name = format!("failed-{scene}");
                let _ = self.all_sizes(stage, &name).await;
                Err(error)
            }
        };
        if let Err(error) = taken {
            self.failed += 1;
            tell(&format!("{scene}, {}: {error:#}", self.theme.name));
        }
    }

    async fn all_sizes(&self, stage: &Stage, scene: &str) -> Result<()> {
        for (width, height) in SIZES {
            stage.desktop.resize(width, height).await?;
            let wide = format!("window.innerWidth === {width}");
            stage.page.until("the window has its size", &wide).await?;
            let name = format!("{scene}-{}-{width}.png", self.theme.name);
            stage.page.picture(&self.folder.join(name)).await?;
        }
        Ok(())
    }
}
