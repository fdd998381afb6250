//! What is on the page, and what can be done there.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{Element, Key, Page};
use crate::desktop::PATIENCE;
use crate::eventually;
use crate::window::parts::FIRST_SKIP;

/// Two frames, and the time in which the picture follows the page (measured: it may be one frame old).
const DRAWN: &str = "const done = arguments[0]; \
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 200)));";

impl Page {
    /// The first element that a CSS selector finds.
    ///
    /// # Errors
    /// There is none.
    pub async fn find(&self, css: &str) -> Result<Element<'_>> {
        let found = self.post("element", by_css(css)).await;
        Element::of(self, &found.with_context(|| css.to_owned())?)
    }

    /// All elements that a CSS selector finds.
    ///
    /// # Errors
    /// The page does not answer.
    pub async fn find_all(&self, css: &str) -> Result<Vec<Element<'_>>> {
        let found = self.post("elements", by_css(css)).await?;
        let found = found.as_array().context("no list")?;
        found.iter().map(|one| Element::of(self, one)).collect()
    }

    /// The first shown element that reads so, all spaces as one.
    ///
    /// # Errors
    /// There is none.
    pub async fn find_text(&self, text: &str) -> Result<Element<'_>> {
        // Quotes of both kinds cannot stand in one string of XPath.
        ensure!(!text.contains('"'), "a text with quotes: {text}");
        let path =
            format!("//*[normalize-space(.)=\"{text}\"][not(*[normalize-space(.)=\"{text}\"])]");
        let by = json!({ "using": "xpath", "value": path });
        let found = self.post("element", by).await;
        Element::of(self, &found.with_context(|| text.to_owned())?)
    }

    /// The shown element with this name in `data-test`, when it is there.
    ///
    /// # Errors
    /// It does not come.
    pub async fn part(&self, name: &str) -> Result<Element<'_>> {
        self.shown(&by_name(name)).await
    }

    /// The first shown element that a CSS selector finds, when it is there.
    ///
    /// # Errors
    /// It does not come; the error has the text that the page shows.
    pub async fn shown(&self, css: &str) -> Result<Element<'_>> {
        let waited = eventually(css, PATIENCE, async || {
            for element in self.find_all(css).await? {
                // Between the two questions the page may have drawn it anew.
                if element.is_shown().await.unwrap_or_default() {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        match waited {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(self.text().await.unwrap_or_default())),
        }
    }

    /// Whether an element with this name is there and shown.
    ///
    /// # Errors
    /// The page does not answer.
    pub async fn has(&self, name: &str) -> Result<bool> {
        for element in self.find_all(&by_name(name)).await? {
            if element.is_shown().await.unwrap_or_default() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Waits until no element with this name is shown.
    ///
    /// # Errors
    /// It stays.
    pub async fn has_no(&self, name: &str) -> Result<()> {
        eventually(&format!("no {name}"), PATIENCE, async || {
            Ok((!self.has(name).await?).then_some(()))
        })
        .await
    }

    /// Clicks the element with this name, when it is there and can be used.
    ///
    /// # Errors
    /// It does not come, or stays greyed out.
    pub async fn click(&self, name: &str) -> Result<()> {
        let what = format!("{name} can be clicked");
        eventually(&what, PATIENCE, async || {
            let element = self.part(name).await?;
            let clicked =
                element.is_enabled().await.unwrap_or_default() && element.click().await.is_ok();
            Ok(clicked.then_some(()))
        })
        .await
    }

    /// Types into the element with this name, in place of what is there.
    ///
    /// # Errors
    /// It does not come, or takes no text.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.part(name).await?;
        field.clear().await?;
        field.type_text(text).await
    }

    /// Waits until the page shows this text somewhere.
    ///
    /// # Errors
    /// It does not; the error has the text that it shows.
    pub async fn shows(&self, text: &str) -> Result<()> {
        let waited = eventually(&format!("{text:?} on the page"), PATIENCE, async || {
            Ok(self.text().await?.contains(text).then_some(()))
        })
        .await;
        match waited {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.text().await?)),
        }
    }

    /// The text of the page as it is shown, all spaces as one.
    ///
    /// # Errors
    /// The page does not answer.
    pub async fn text(&self) -> Result<String> {
        let text = self.run("return document.body.innerText").await?;
        let text = text.as_str().context("no text")?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The words of the first element that a CSS selector finds, also those that its width cuts off: WebDriver's own text
    /// leaves them out.
    ///
    /// # Errors
    /// There is none, or the page does not answer.
    pub async fn words_of(&self, css: &str) -> Result<String> {
        let css = serde_json::Value::from(css);
        let script = format!("return document.querySelector({css}).innerText");
        let text = self.run(&script).await?;
        Ok(text.as_str().context("no text")?.to_owned())
    }

    /// All that the page holds: its source as it is now, and what stands in its fields.
    ///
    /// # Errors
    /// The page does not answer.
    pub async fn all_of_it(&self) -> Result<String> {
        let script = "const fields = [...document.querySelectorAll('input, textarea, select')]; \
            return [document.documentElement.outerHTML, ...fields.map((field) => field.value), \
                JSON.stringify({ ...localStorage, ...sessionStorage })].join('\\n')";
        let all = self.run(script).await?;
        Ok(all.as_str().context("no source")?.to_owned())
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// It throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        let body = json!({ "script": script, "args": [] });
        self.post("execute/sync", body).await
    }

    /// Runs a script that calls its last argument when it is done.
    ///
    /// # Errors
    /// It throws, or is never done.
    pub async fn run_until_done(&self, script: &str) -> Result<Value> {
        let body = json!({ "script": script, "args": [] });
        self.post("execute/async", body).await
    }

    /// Waits until an expression is true in the page.
    ///
    /// # Errors
    /// It does not come true.
    pub async fn until(&self, what: &str, expression: &str) -> Result<()> {
        let script = format!("return Boolean({expression})");
        eventually(what, PATIENCE, async || {
            Ok((self.run(&script).await? == json!(true)).then_some(()))
        })
        .await
    }

    /// Waits until the screen shows what the page holds.
    pub(super) async fn is_drawn(&self) -> Result<()> {
        self.run_until_done(DRAWN).await.map(drop)
    }

    /// Presses keys together, in this order, and lets them go.
    ///
    /// # Errors
    /// The page does not answer.
    pub async fn press(&self, keys: &[Key]) -> Result<()> {
        let event = |kind: &str, key: &Key| json!({ "type": kind, "value": key.letter() });
        let down = keys.iter().map(|key| event("keyDown", key));
        let up = keys.iter().rev().map(|key| event("keyUp", key));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.post("actions", body).await.map(drop)
    }

    /// Goes to a view by its address, as a link does; past the steps of a first run, where they stand in for it.
    ///
    /// # Errors
    /// It is not shown.
    pub async fn go_to(&self, view: &str) -> Result<()> {
        self.run(&format!("location.hash = '#{view}'")).await?;
        let name = format!("view-{view}");
        eventually(&name, PATIENCE, async || {
            if self.has(FIRST_SKIP).await? {
                // It may be gone by now.
                let _ = self.find(&by_name(FIRST_SKIP)).await?.click().await;
            }
            Ok(self.has(&name).await?.then_some(()))
        })
        .await
    }
}

fn by_css(css: &str) -> Value {
    json!({ "using": "css selector", "value": css })
}

fn by_name(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}
