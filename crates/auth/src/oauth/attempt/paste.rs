use std::fmt;
use std::sync::Arc;

use oauth2::url::Url;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::callback::{Answer, Expected, Redirect, Stray};

/// The longest text that is looked at; addresses with a code are far shorter.
const LONGEST: usize = 16 << 10;

/// Takes what a person copied in a browser elsewhere. Clones belong to the same attempt.
#[derive(Clone)]
pub struct PasteBox {
    pub(super) expected: Arc<Expected>,
    pub(super) sender: mpsc::Sender<Answer>,
}

/// Why a pasted text is not what the login waits for. The attempt goes on; each message says what to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// There is no text.
    #[error(
        "nothing was pasted. Copy what the browser shows at the end of the login, then paste it here"
    )]
    Empty,
    /// It is the address to open, not the one that the browser ends on.
    #[error(
        "that is the address to open. Open it in a browser, log in there, then copy what the browser ends on"
    )]
    NotYetOpened,
    /// It is an address of something else.
    #[error(
        "that is the address of another page. Copy the one that the browser ends on after the login"
    )]
    OtherPage,
    /// The part with the state is missing.
    #[error("only a part was pasted. Copy all of it, up to its end")]
    Part,
    /// It belongs to another attempt.
    #[error(
        "that belongs to another login. Open the address that this one shows, log in there, then copy what comes"
    )]
    OtherLogin,
    /// It is nothing of the kind.
    #[error(
        "that is not what the login ends with. Copy the whole code, with the # in it, or the whole address that the \
         browser ends on"
    )]
    Unreadable,
    /// The attempt is over, or has its answer.
    #[error("this login has its answer, or is over. Start it again for another")]
    Over,
}

impl fmt::Debug for PasteBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasteBox")
    }
}

impl PasteBox {
    /// Takes `code#state`, the whole address that the browser ended on, or the query of it. Spaces and line breaks, as
    /// terminals add them, do not matter. The outcome is [`finish`](super::Attempt::finish)'s.
    ///
    /// # Errors
    /// [`PasteError`]; the attempt is as it was.
    pub fn submit(&self, text: &str) -> Result<(), PasteError> {
        if self.sender.is_closed() {
            return Err(PasteError::Over);
        }
        let answer = self.read(text)?;
        self.sender.try_send(answer).map_err(|error| match error {
            TrySendError::Full(_) | TrySendError::Closed(_) => PasteError::Over,
        })
    }

    fn read(&self, text: &str) -> Result<Answer, PasteError> {
        if text.len() > LONGEST {
            return Err(PasteError::Unreadable);
        }
        let text: String = text.split_whitespace().collect();
        if text.is_empty() {
            return Err(PasteError::Empty);
        }
        let (address, query) = match text.split_once('?') {
            Some((address, query)) => (address, query),
            None if text.contains("state=") => ("", &*text),
            None => return self.shown(&text),
        };
        let by = self.by(address)?;
        // What stands behind # is not part of the query; some providers add it to every redirect.
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        if query.contains("code_challenge=") {
            return Err(PasteError::NotYetOpened);
        }
        self.expected.read(query, by).map_err(|stray| match stray {
            Stray::OtherState => PasteError::OtherLogin,
            Stray::NoState => PasteError::Part,
            Stray::NoCode => PasteError::Unreadable,
        })
    }

    /// `code#state`.
    fn shown(&self, text: &str) -> Result<Answer, PasteError> {
        if Url::parse(text).is_ok_and(|url| url.has_host()) {
            return Err(PasteError::OtherPage);
        }
        // No code that we know of has another character (RFC 6749 allows any printable one, unencoded).
        let word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/+=%".contains(&byte);
        let (code, state) = match text.split_once('#') {
            Some(parts) => parts,
            None if text.bytes().all(word) => return Err(PasteError::Part),
            None => return Err(PasteError::Unreadable),
        };
        if code.is_empty() || state.is_empty() {
            return Err(PasteError::Part);
        }
        let code = self.expected.shown(code, state);
        code.map(Ok).map_err(|_| PasteError::OtherLogin)
    }

    /// Which redirect an address is; browsers may leave out its scheme, and a query alone has none.
    fn by(&self, address: &str) -> Result<Redirect, PasteError> {
        let bare = |url: &str| {
            url.split_once("://")
                .map_or(url, |(_, rest)| rest)
                .to_owned()
        };
        let is = |redirect: &str| address == redirect || address == bare(redirect);
        if address.is_empty() || is(&self.expected.redirect) {
            return Ok(Redirect::Loopback);
        }
        match &self.expected.manual {
            Some(manual) if is(manual) => Ok(Redirect::Manual),
            _ if address.ends_with("/authorize") => Err(PasteError::NotYetOpened),
            _ => Err(PasteError::OtherPage),
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const MANUAL: &str = "https://vendor.example.test/oauth/code/callback";

    fn paste_box() -> (PasteBox, mpsc::Receiver<Answer>) {
        let redirect = "http://localhost:4711/callback".to_owned();
        let (sender, receiver) = mpsc::channel(1);
        let expected = Arc::new(Expected::new("st", redirect, Some(MANUAL.to_owned())));
        (PasteBox { expected, sender }, receiver)
    }

    #[test]
    fn every_form_of_a_code_is_taken_with_its_redirect() {
        for (text, manual) in [
            ("co#st", true),
            ("  co#st\n", true),
            ("c\no#\n st", true),
            ("http://localhost:4711/callback?code=co&state=st", false),
            ("localhost:4711/callback?code=co&state=st", false),
            (
                "http://localhost:4711/callback?scope=a+b&code=co&state=st#_=_",
                false,
            ),
            ("?code=co&state=st", false),
            ("code=co&state=st", false),
            (&format!("{MANUAL}?code=co&state=st"), true),
        ] {
            let (paste_box, mut receiver) = paste_box();
            assert_eq!(paste_box.submit(text), Ok(()), "{text}");
            let code = receiver.try_recv().unwrap().unwrap();
            assert_eq!(code.code.expose_secret(), "co", "{text}");
            assert_eq!(code.redirect == MANUAL, manual, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_says_what_to_copy_and_consumes_nothing() {
        let (paste_box, mut receiver) = paste_box();
        for (text, error) in [
            ("", PasteError::Empty),
            (" \n", PasteError::Empty),
            ("co", PasteError::Part),
            ("co#", PasteError::Part),
            ("#st", PasteError::Part),
            ("co#other", PasteError::OtherLogin),
            ("?code=co&state=other", PasteError::OtherLogin),
            ("?code=co", PasteError::Part),
            ("?state=st", PasteError::Unreadable),
            ("what is this?", PasteError::OtherPage),
            ("{\"code\":1}", PasteError::Unreadable),
            (
                "http://localhost:4712/callback?code=co&state=st",
                PasteError::OtherPage,
            ),
            ("https://vendor.example.test/", PasteError::OtherPage),
            (
                "https://vendor.example.test/oauth/authorize?code=true&state=st",
                PasteError::NotYetOpened,
            ),
            (&"x".repeat(LONGEST + 1), PasteError::Unreadable),
        ] {
            assert_eq!(paste_box.submit(text), Err(error), "{text:.80}");
        }
        assert!(receiver.try_recv().is_err());
        assert_eq!(paste_box.submit("co#st"), Ok(()));
    }

    #[test]
    fn a_login_takes_one_answer() {
        let (paste_box, receiver) = paste_box();
        assert_eq!(paste_box.submit("co#st"), Ok(()));
        assert_eq!(paste_box.submit("co#st"), Err(PasteError::Over));
        drop(receiver);
        assert_eq!(paste_box.submit("co"), Err(PasteError::Over));
    }

    #[test]
    fn a_pasted_no_is_an_answer_too() {
        let (paste_box, mut receiver) = paste_box();
        assert_eq!(paste_box.submit("?error=access_denied&state=st"), Ok(()));
        assert!(receiver.try_recv().unwrap().is_err());
    }
}
