//! A part of the page.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::Page;

/// The name under which the protocol hands out elements (W3C WebDriver, "Elements").
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A part of a page. It goes with what it stands for: after a redraw it has to be found again.
#[derive(Debug)]
pub struct Element<'page> {
    page: &'page Page,
    id: String,
}

impl<'page> Element<'page> {
    pub(super) fn of(page: &'page Page, found: &Value) -> Result<Self> {
        let id = found[REFERENCE].as_str().context("no element")?;
        Ok(Self {
            page,
            id: id.to_owned(),
        })
    }

    /// Clicks in its middle, where a person sees it.
    ///
    /// # Errors
    /// It is hidden, covered or gone.
    pub async fn click(&self) -> Result<()> {
        self.act("click", json!({})).await
    }

    /// Types into it, behind what is there.
    ///
    /// # Errors
    /// It takes no text.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.act("value", json!({ "text": text })).await
    }

    /// Empties it.
    ///
    /// # Errors
    /// It takes no text.
    pub async fn clear(&self) -> Result<()> {
        self.act("clear", json!({})).await
    }

    /// Its text, as it is shown.
    ///
    /// # Errors
    /// It is gone.
    pub async fn text(&self) -> Result<String> {
        self.word("text").await.map(Option::unwrap_or_default)
    }

    /// An attribute.
    ///
    /// # Errors
    /// It is gone.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.word(&format!("attribute/{name}")).await
    }

    /// Whether it is shown.
    ///
    /// # Errors
    /// It is gone.
    pub async fn is_shown(&self) -> Result<bool> {
        let shown = self.get("displayed").await?;
        Ok(shown == json!(true))
    }

    /// Whether it can be used.
    ///
    /// # Errors
    /// It is gone.
    pub async fn is_enabled(&self) -> Result<bool> {
        let enabled = self.get("enabled").await?;
        Ok(enabled == json!(true))
    }

    async fn word(&self, path: &str) -> Result<Option<String>> {
        Ok(self.get(path).await?.as_str().map(str::to_owned))
    }

    async fn get(&self, path: &str) -> Result<Value> {
        self.page.get(&format!("element/{}/{path}", self.id)).await
    }

    async fn act(&self, path: &str, body: Value) -> Result<()> {
        let path = format!("element/{}/{path}", self.id);
        self.page.post(&path, body).await.map(drop)
    }
}
