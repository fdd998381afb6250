use std::time::SystemTime;

use http::Method;
use http::header::DATE;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::{Failure, Http, host, innermost, request};

impl Http {
    /// The `Date` of an answer, whatever else it says (RFC 9110, 6.6.1). No credential is sent.
    pub(crate) async fn date(&self, url: &str) -> Result<SystemTime, Failure> {
        let host = host(url);
        let lost = |why: String| Failure::Lost {
            host: host.clone(),
            why,
        };
        let asked = request(Method::HEAD, url, None)?;
        let asked = reqwest::Request::try_from(asked).map_err(|error| lost(innermost(&error)))?;
        let answer = self.client.execute(asked).await.map_err(|error| {
            let (host, why) = (host.clone(), innermost(&error));
            if error.is_connect() {
                Failure::NotSent { host, why }
            } else {
                Failure::Lost { host, why }
            }
        })?;
        let date = answer
            .headers()
            .get(DATE)
            .and_then(|date| date.to_str().ok());
        date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok())
            .map(SystemTime::from)
            .ok_or_else(|| lost("it has no date".to_owned()))
    }
}
