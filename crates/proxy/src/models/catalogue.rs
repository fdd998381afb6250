use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use formats::Format;
use http::{HeaderValue, Response};
use providers::Provider;

use super::fetch::{self, Fetched, Model};
use crate::app::App;
use crate::routes::refuse;

/// A list is as good as new for this long.
const FRESH: Duration = Duration::from_secs(300);
/// And better than none for this long.
const KNOWN: Duration = Duration::from_secs(24 * 3600);

/// The models of each provider as they were last listed.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// By the provider's name: there are a handful.
    lists: Mutex<HashMap<&'static str, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    at: Instant,
    etag: Option<HeaderValue>,
    models: Arc<Vec<Model>>,
}

impl Catalogue {
    /// A provider's models; its refusal, in the shape of `format`, if they are not known and cannot be asked for.
    pub(super) async fn models(
        &self,
        app: &App,
        provider: &Arc<dyn Provider>,
        format: Format,
    ) -> Result<Arc<Vec<Model>>, Response<Body>> {
        let known = self.known(provider.name());
        if let Some(known) = &known
            && known.at.elapsed() < FRESH
        {
            return Ok(Arc::clone(&known.models));
        }
        let etag = known.as_ref().and_then(|known| known.etag.clone());
        let fetched = fetch::list(app, provider, etag, format).await;
        let refused = match fetched {
            Ok(Ok(Fetched::List { models, etag })) => {
                let models = Arc::new(models);
                self.keep(provider.name(), etag, &models);
                return Ok(models);
            }
            Ok(Ok(Fetched::Unchanged)) => match known {
                Some(known) => {
                    self.keep(provider.name(), known.etag, &known.models);
                    return Ok(known.models);
                }
                // Nothing was said to be known, so this is no answer.
                None => return Ok(Arc::default()),
            },
            Ok(Err(refused)) => refused,
            Err(refusal) => refuse(refusal, format),
        };
        match known.filter(|known| known.at.elapsed() < KNOWN) {
            Some(known) => {
                tracing::warn!(
                    provider = provider.name(),
                    "its models cannot be listed just now; those of before are shown"
                );
                Ok(known.models)
            }
            None => Err(refused),
        }
    }

    /// Forgets everything, as when accounts or settings change.
    pub(crate) fn clear(&self) {
        self.lists
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn known(&self, name: &str) -> Option<Known> {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(name).cloned()
    }

    fn keep(&self, name: &'static str, etag: Option<HeaderValue>, models: &Arc<Vec<Model>>) {
        let known = Known {
            at: Instant::now(),
            etag,
            models: Arc::clone(models),
        };
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        lists.insert(name, known);
    }
}
