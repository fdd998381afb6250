use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use tower::Service;

/// TCP and TLS together get this long.
const LIMIT: Duration = Duration::from_secs(10);

/// A connector with a deadline over the whole way to a usable connection, which it tries twice: while there is no
/// connection, nothing was sent.
#[derive(Debug, Clone)]
pub(crate) struct Bounded<C>(C);

impl<C> Bounded<C> {
    pub(crate) fn new(inner: C) -> Self {
        Self(inner)
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl<C> Service<Uri> for Bounded<C>
where
    C: Service<Uri, Error = BoxError> + Clone + Send + 'static,
    C::Response: Send,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let mut connector = self.0.clone();
        Box::pin(async move {
            let twice = async {
                match connector.call(uri.clone()).await {
                    Ok(connection) => Ok(connection),
                    Err(_) => connector.call(uri).await,
                }
            };
            match tokio::time::timeout(LIMIT, twice).await {
                Ok(done) => done,
                Err(_) => Err(format!("no connection within {} seconds", LIMIT.as_secs()).into()),
            }
        })
    }
}
