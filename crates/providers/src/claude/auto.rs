//! `claude.mode = "auto"`: the API key; else the login; else the person's own `claude` command.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Response};
use memchr::memmem;
use serde::Deserialize;
use tokio::sync::watch;

use super::refusal::ThirdParty;
use crate::{
    Account, Answer, Call, Claude, ClaudeCode, Format, PlanLimits, Provider, ProviderError,
    RequestBody, Sending,
};

/// Says in an answer's headers who answered in place of a login that was refused.
pub const SWITCHED: HeaderName = HeaderName::from_static("x-ccproxy-switched");

/// How somebody signs in to the command.
const SIGN_IN: &str = "`claude auth login`";

/// The `claude` provider where the person left the way to us.
#[derive(Debug)]
pub struct ClaudeAuto {
    api: Claude,
    code: Arc<ClaudeCode>,
    switch: Arc<Switch>,
}

/// Remembers that Anthropic refused a login for use outside its own programs, until there is another login. Nothing is
/// asked in vain twice, and nobody's requests go to and fro between two accounts.
#[derive(Debug)]
pub struct Switch(watch::Sender<bool>);

impl Default for Switch {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Switch {
    /// Whether it has happened.
    #[must_use]
    pub fn is_on(&self) -> bool {
        *self.0.borrow()
    }

    /// Ticks when it happens.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    fn turn_on(&self) {
        self.0.send_replace(true);
    }
}

impl ClaudeAuto {
    /// Asks through `api` while that can be used, else through `code`. `switch` outlives this where the login does.
    #[must_use]
    pub fn new(api: Claude, code: Arc<ClaudeCode>, switch: Arc<Switch>) -> Self {
        Self { api, code, switch }
    }

    /// Whether a key or a login of ours answers.
    fn uses_api(&self) -> bool {
        let may = self.api.has_key() || is_ready(&self.api) && !self.switch.is_on();
        // Without either the API's refusal says what to do.
        may || !is_ready(&*self.code)
    }

    /// Names one more way out where no credential of ours can be used.
    fn or_claude_code(&self, error: ProviderError) -> ProviderError {
        match error {
            ProviderError::Account(why) => ProviderError::Account(self.neither(&why)),
            error => error,
        }
    }

    /// Why neither answers: `why` not the API, and why not the command.
    fn neither(&self, why: &str) -> String {
        match self.code.account() {
            Account::Unusable { why: code } if code.contains(SIGN_IN) => {
                format!("{why} Or let Claude Code answer: {code}")
            }
            // It may be signed in, and too old.
            Account::Unusable { why: code } => {
                format!("{why} Or let Claude Code answer, signed in with {SIGN_IN}; now {code}")
            }
            Account::Ready { .. } => {
                format!("{why} Or let Claude Code answer: sign in to it with {SIGN_IN}.")
            }
        }
    }

    fn now(&self) -> &dyn Provider {
        if self.uses_api() {
            &self.api
        } else {
            &*self.code
        }
    }

    async fn forward(&self, mut call: Call) -> Result<Response<Answer>, ProviderError> {
        if !self.api.has_key() && (!is_ready(&self.api) || self.switch.is_on()) {
            self.code.known().await;
        }
        if !self.uses_api() {
            return self.code.send(call).await;
        }
        let body = std::mem::take(&mut call.body);
        // The pieces are shared, not copied.
        let response = self.api.ask(&call, body.clone()).await;
        let response = response.map_err(|error| self.or_claude_code(error))?;
        let refused = response.extensions().get::<ThirdParty>().is_some();
        // What is only a part of a conversation that the API keeps is of no use to anybody else.
        if !refused || continues_thread(&body) {
            return Ok(response);
        }
        self.code.known().await;
        if !is_ready(&*self.code) {
            return Ok(response);
        }
        tracing::warn!(
            "Anthropic refused the Claude login for use outside its own programs; Claude Code answers from now on"
        );
        self.switch.turn_on();
        call.body = body;
        let mut response = self.code.send(call).await?;
        response
            .headers_mut()
            .insert(SWITCHED, HeaderValue::from_static("claude-code"));
        Ok(response)
    }
}

fn is_ready(provider: &dyn Provider) -> bool {
    matches!(provider.account(), Account::Ready { .. })
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    thread: Option<Thread<'a>>,
}

#[derive(Deserialize)]
struct Thread<'a> {
    #[serde(borrow, rename = "type")]
    kind: std::borrow::Cow<'a, str>,
}

/// Whether a request holds only what is new since an answer that the API keeps (source: anthropic-python 2.13.0,
/// `thread`).
fn continues_thread(body: &RequestBody) -> bool {
    let bytes = body.clone().into_bytes();
    if memmem::find(&bytes, b"\"thread\"").is_none() {
        return false;
    }
    let thread = serde_json::from_slice::<Body<'_>>(&bytes).ok();
    thread
        .and_then(|body| body.thread)
        .is_some_and(|thread| thread.kind == "continue")
}

impl Provider for ClaudeAuto {
    fn name(&self) -> &'static str {
        self.api.name()
    }

    fn speaks(&self) -> &'static [Format] {
        self.api.speaks()
    }

    fn has_stops(&self) -> bool {
        self.now().has_stops()
    }

    fn counts_tokens(&self) -> bool {
        self.now().counts_tokens()
    }

    fn identity(&self) -> String {
        self.now().identity()
    }

    fn limits(&self) -> Option<Arc<PlanLimits>> {
        self.now().limits()
    }

    fn send(&self, call: Call) -> Sending<'_> {
        Box::pin(self.forward(call))
    }

    fn account(&self) -> Account {
        match self.now().account() {
            Account::Unusable { why } => Account::Unusable {
                why: self.neither(&why),
            },
            ready => ready,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn only_a_request_that_goes_on_with_a_thread_stays_where_it_is() {
        for (body, goes_on) in [
            (
                r#"{"thread":{"type":"continue","previous_message_id":"m"}}"#,
                true,
            ),
            (r#"{"thread":{"type":"create"}}"#, false),
            (r#"{"messages":[{"content":"\"thread\" continue"}]}"#, false),
            (r#"{"thread":null}"#, false),
            ("no JSON \"thread\"", false),
        ] {
            let body = RequestBody::new([Bytes::from_static(body.as_bytes())]);
            assert_eq!(continues_thread(&body), goes_on, "{body:?}");
        }
    }
}
