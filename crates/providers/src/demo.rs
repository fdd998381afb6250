use http::Request;

use crate::headers::Travelling;
use crate::{Account, Answer, Call, Format, Provider, ProviderError, Sending, headers};

/// The embedded provider of `--demo`: strict about requests, free of charge, and off the network.
pub struct Demo {
    anthropic: fakes::anthropic::Anthropic,
}

impl Demo {
    /// A provider that answers by itself.
    #[must_use]
    pub fn new() -> Self {
        Self {
            anthropic: fakes::demo::anthropic(),
        }
    }
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Demo")
    }
}

impl Default for Demo {
    fn default() -> Self {
        Self::new()
    }
}

impl Provider for Demo {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn speaks(&self) -> &'static [Format] {
        &[Format::Messages]
    }

    fn send(&self, call: Call) -> Sending<'_> {
        Box::pin(async move {
            let travelling = Travelling::of(&call.path_and_query, &call.headers);
            let mut request = Request::builder()
                .method(call.method)
                .uri(&travelling.path_and_query)
                .body(call.body.into_bytes())
                .map_err(|_| ProviderError::Unsendable)?;
            let mut sent = headers::messages(&call.headers);
            sent.insert(headers::API_KEY, http::HeaderValue::from_static("demo"));
            *request.headers_mut() = sent;
            let mut response = self.anthropic.answer(request).await.map(Answer::Embedded);
            travelling.tell(response.headers_mut());
            Ok(response)
        })
    }

    fn identity(&self) -> String {
        "demo".to_owned()
    }

    fn account(&self) -> Account {
        Account::Ready {
            kind: "demo, no account",
        }
    }
}
