//! A scripted browser: it does what a person at a login page does, up to and including the program's own callback.
//!
//! It goes to loopback addresses only, keeps cookies for each host (whatever the port, as real ones do), and follows
//! redirects.

mod address;
mod form;
mod page;
mod wire;

use std::time::Duration;

use address::Address;
use form::Form;
pub use page::Page;

/// How many redirects are followed in a row.
const REDIRECTS: usize = 10;
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the person does when they are asked for their consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// They allow it, with the account that is chosen already.
    Consent,
    /// They allow it with another account: a person's id.
    ConsentAs(String),
    /// They allow it but for one scope that the page lets them leave out.
    ConsentWithout(String),
    /// They deny it.
    Deny,
    /// They close the tab; the program hears nothing.
    CloseTab,
    /// They allow it, but somebody else's callback, with another state, comes first.
    WrongStateFirst,
    /// They allow it, and load the program's page again afterwards.
    ComeTwice,
}

/// Why the browser cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// The address is none that this browser goes to.
    #[error(
        "{0:?} is no http:// address of this machine; point the program under test at the fake"
    )]
    Address(String),
    /// A chain of redirects does not end.
    #[error("more than {REDIRECTS} redirects in a row, the last one to {0}")]
    Redirects(String),
    /// A page took too long.
    #[error("no answer from {0} within {PATIENCE:?}; is somebody listening for the callback?")]
    Slow(String),
    /// There is nothing to consent to.
    #[error("the page at {url} has status {status} and no form: {text}")]
    NoForm {
        /// Where.
        url: String,
        /// Its status.
        status: u16,
        /// What it says.
        text: String,
    },
    /// There is no code to copy.
    #[error("the page at {url} shows no code: {text}")]
    NoCode {
        /// Where.
        url: String,
        /// What it says.
        text: String,
    },
}

/// A browser with its cookies and its history.
#[derive(Debug, Default)]
pub struct Browser {
    cookies: Vec<Cookie>,
    history: Vec<Page>,
    noisy: bool,
}

#[derive(Debug)]
struct Cookie {
    host: String,
    name: String,
    value: String,
}

impl Browser {
    /// A browser without cookies.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that also does what real ones do beside loading a page: it opens a connection ahead of the callback and says
    /// nothing on it, and asks for an icon afterwards.
    pub fn noisy() -> Self {
        Self {
            noisy: true,
            ..Self::default()
        }
    }

    /// All pages that were shown, oldest first. Addresses hold codes: they are for tests only.
    pub fn history(&self) -> &[Page] {
        &self.history
    }

    /// Opens an address and follows redirects to the page that is shown. A page of status 0 is the browser's own: nobody
    /// answers there.
    ///
    /// # Errors
    /// Where the way leads away from this machine, in circles, or nowhere for too long.
    pub async fn visit(&mut self, url: &str) -> Result<Page, BrowserError> {
        self.walk(Address::parse(url)?, None, &Act::Consent).await
    }

    /// Logs in: opens an authorize address, does as `act` says, and returns the last page, which is the program's own
    /// where the person came back to it.
    ///
    /// # Errors
    /// As [`visit`](Self::visit), and where there is no consent page.
    pub async fn login(&mut self, authorize: &str, act: Act) -> Result<Page, BrowserError> {
        let first = self.walk(Address::parse(authorize)?, None, &act).await?;
        if act == Act::CloseTab {
            return Ok(first);
        }
        let from = Address::parse(&first.url)?;
        let authorize = Address::parse(authorize)?;
        if from.origin() != authorize.origin() || first.has_code() {
            // The server consented by itself.
            return Ok(first);
        }
        let mut form = Form::of(&first)?;
        match &act {
            Act::ConsentAs(person) => form.set("account", person),
            Act::ConsentWithout(scope) => form.set("without", scope),
            _ => {}
        }
        form.set("decision", if act == Act::Deny { "deny" } else { "allow" });
        let action = from.join(&form.action)?;
        self.walk(action, Some(form.body()), &act).await
    }

    /// Logs in where the program has no listener: the text that the person copies from the last page, `code#state`.
    ///
    /// # Errors
    /// As [`login`](Self::login), and where the last page shows no code.
    pub async fn copy_code(&mut self, authorize: &str, act: Act) -> Result<String, BrowserError> {
        let page = self.login(authorize, act).await?;
        page.code().ok_or(BrowserError::NoCode {
            url: page.url,
            text: page.text,
        })
    }

    /// Types a device's code on the page for it.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub async fn type_device_code(
        &mut self,
        page: &str,
        user_code: &str,
        act: Act,
    ) -> Result<Page, BrowserError> {
        let first = self.visit(page).await?;
        if act == Act::CloseTab {
            return Ok(first);
        }
        let mut form = Form::of(&first)?;
        form.set("user_code", user_code);
        if let Act::ConsentAs(person) = &act {
            form.set("account", person);
        }
        form.set("decision", if act == Act::Deny { "deny" } else { "allow" });
        let action = Address::parse(&first.url)?.join(&form.action)?;
        self.walk(action, Some(form.body()), &act).await
    }

    /// Loads an address, and where it redirects to, until there is a page.
    async fn walk(
        &mut self,
        start: Address,
        mut body: Option<String>,
        act: &Act,
    ) -> Result<Page, BrowserError> {
        let mut at = start;
        for _ in 0..=REDIRECTS {
            let page = self.load(&at, body.as_deref()).await?;
            let Some(location) = &page.location else {
                return Ok(page);
            };
            let next = at.join(location)?;
            // 307 and 308 keep the method and the body (RFC 9110, 15.4.8).
            if !matches!(page.status, 307 | 308) {
                body = None;
            }
            if next.origin() != at.origin() {
                return self.come_back(next, act).await;
            }
            at = next;
        }
        Err(BrowserError::Redirects(at.text()))
    }

    /// Comes to the program's callback.
    async fn come_back(&mut self, callback: Address, act: &Act) -> Result<Page, BrowserError> {
        let _ahead = if self.noisy {
            wire::connect(&callback).await.ok()
        } else {
            None
        };
        if *act == Act::WrongStateFirst {
            self.load(&callback.with_state("a-state-that-nobody-made-up"), None)
                .await?;
        }
        let mut page = self.follow(callback.clone()).await?;
        if self.noisy {
            wire::get(&callback.at("/favicon.ico"), "").await?;
        }
        if *act == Act::ComeTwice {
            page = self.follow(callback).await?;
        }
        Ok(page)
    }

    /// Loads the program's page; it may redirect to another of its own, to take the code out of the address.
    async fn follow(&mut self, mut at: Address) -> Result<Page, BrowserError> {
        for _ in 0..=REDIRECTS {
            let page = self.load(&at, None).await?;
            match &page.location {
                Some(location) => at = at.join(location)?,
                None => return Ok(page),
            }
        }
        Err(BrowserError::Redirects(at.text()))
    }

    async fn load(&mut self, at: &Address, body: Option<&str>) -> Result<Page, BrowserError> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.host == at.host)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let cookies = cookies.join("; ");
        let page = match body {
            Some(body) => wire::post(at, &cookies, body).await?,
            None => wire::get(at, &cookies).await?,
        };
        for set in &page.cookies {
            self.keep(&at.host, set);
        }
        self.history.push(page.clone());
        Ok(page)
    }

    /// Keeps a cookie; its attributes make no difference within one test.
    fn keep(&mut self, host: &str, set: &str) {
        let pair = set.split(';').next().unwrap_or_default();
        if let Some((name, value)) = pair.split_once('=') {
            self.cookies
                .retain(|cookie| cookie.host != host || cookie.name != name);
            self.cookies.push(Cookie {
                host: host.to_owned(),
                name: name.to_owned(),
                value: value.to_owned(),
            });
        }
    }
}
