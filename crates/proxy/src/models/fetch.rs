//! Asking a provider for its models.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use formats::models::{self, Listed, RawEntry};
use formats::{ErrorKind, Format};
use http::header::{CONTENT_LENGTH, ETAG, HeaderMap, IF_NONE_MATCH};
use http::response::Parts;
use http::{HeaderValue, Method, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use providers::{Call, Catalogue, Provider, RequestBody};
use tokio::time::timeout;

use crate::app::App;
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::{headers, send, translate};

/// A list of models is read up to this size.
const LARGEST: usize = 4 << 20;

/// A provider that says nothing for this long is as good as down: others have models too.
const WITHIN: Duration = Duration::from_secs(10);

/// What a provider says of its models.
pub(super) enum Fetched {
    List {
        models: Vec<Model>,
        etag: Option<HeaderValue>,
    },
    /// They are those of the etag.
    Unchanged,
}

/// A model, as each vendor lists it.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) listed: Listed,
    /// Anthropic's own entry to the byte, where it is Anthropic's.
    pub(super) entry: RawEntry,
}

impl From<Listed> for Model {
    fn from(listed: Listed) -> Self {
        Self {
            entry: models::anthropic_entry(&listed),
            listed,
        }
    }
}

/// A refusal that is ready for whoever asked.
type OrRefused<T> = Result<T, Response<Body>>;

/// Asks for the list. The inner error is the provider's refusal, in the shape of `format`.
pub(super) async fn list(
    app: &App,
    provider: &Arc<dyn Provider>,
    etag: Option<HeaderValue>,
    format: Format,
) -> Result<OrRefused<Fetched>, Refusal> {
    let path = match provider.catalogue() {
        Catalogue::Anthropic => "/v1/models?limit=1000",
        Catalogue::Openai | Catalogue::Slugs => "/v1/models",
    };
    let mut asked = HeaderMap::new();
    if let Some(etag) = etag {
        asked.insert(IF_NONE_MATCH, etag);
    }
    let (head, body) = match get(app, provider, path, asked, format).await? {
        Ok(answer) => answer,
        Err(refused) => return Ok(Err(refused)),
    };
    if head.status == StatusCode::NOT_MODIFIED {
        return Ok(Ok(Fetched::Unchanged));
    }
    let made = |listed: Vec<Listed>| listed.into_iter().map(Model::from).collect();
    let models = match provider.catalogue() {
        Catalogue::Anthropic => {
            let listed = models::read_anthropic_list(&body)?;
            let entries = models::read_anthropic_entries(&body)?;
            let both = listed.into_iter().zip(entries);
            both.map(|(listed, entry)| Model { listed, entry })
                .collect()
        }
        Catalogue::Openai => made(models::read_openai_list(&body)?),
        Catalogue::Slugs => made(models::read_plan_list(&body)?),
    };
    let etag = head.headers.get(ETAG).cloned();
    Ok(Ok(Fetched::List { models, etag }))
}

/// Asks for one model; where a provider only has the list, that is looked through.
pub(super) async fn one(
    app: &App,
    provider: &Arc<dyn Provider>,
    name: &str,
    format: Format,
) -> Result<OrRefused<Option<Model>>, Refusal> {
    if provider.catalogue() == Catalogue::Slugs {
        let found = |models: Arc<Vec<Model>>| {
            let mut models = models.iter();
            models.find(|model| model.listed.id == name).cloned()
        };
        let models = app.catalogue.models(app, provider, format).await;
        return Ok(models.map(found));
    }
    let path = format!("/v1/models/{name}");
    let (_, body) = match get(app, provider, &path, HeaderMap::new(), format).await? {
        Ok(answer) => answer,
        Err(refused) => return Ok(Err(refused)),
    };
    let model = match provider.catalogue() {
        Catalogue::Anthropic => Model {
            listed: models::read_anthropic_model(&body)?,
            entry: RawEntry {
                id: name.to_owned(),
                json: String::from_utf8_lossy(&body).into_owned(),
            },
        },
        Catalogue::Openai | Catalogue::Slugs => models::read_openai_model(&body)?.into(),
    };
    Ok(Ok(Some(model)))
}

/// What the provider answers, if it does so in time.
async fn get(
    app: &App,
    provider: &Arc<dyn Provider>,
    path: &str,
    asked: HeaderMap,
    format: Format,
) -> Result<OrRefused<(Parts, Bytes)>, Refusal> {
    let answer = timeout(WITHIN, whole(app, provider, path, asked, format));
    answer.await.unwrap_or_else(|_| {
        Err(Refusal::new(
            ErrorKind::GatewayTimeout,
            format!(
                "the provider {} did not list its models within {} s. Try again",
                provider.name(),
                WITHIN.as_secs()
            ),
        ))
    })
}

async fn whole(
    app: &App,
    provider: &Arc<dyn Provider>,
    path: &str,
    asked: HeaderMap,
    format: Format,
) -> Result<OrRefused<(Parts, Bytes)>, Refusal> {
    let call = Call {
        method: Method::GET,
        path_and_query: path.to_owned(),
        headers: asked,
        body: RequestBody::default(),
        session: None,
    };
    let response = send::plain(app, provider, call).await?;
    let (mut head, body) = response.into_parts();
    headers::strip(&mut head.headers);
    head.headers.remove(CONTENT_LENGTH);
    let id = RequestId::complete(&mut head.headers);
    if !head.status.is_success() && head.status != StatusCode::NOT_MODIFIED {
        let upstream = provider.speaks().first().copied();
        let upstream = upstream.unwrap_or(Format::Messages);
        let refused = translate::refusal(format, upstream, head, body, &id).await;
        return Ok(Err(refused));
    }
    let read = Limited::new(body, LARGEST)
        .collect()
        .await
        .map_err(|error| {
            Refusal::new(
                ErrorKind::BadGateway,
                format!("the provider's list of models broke off: {error}. Try again"),
            )
        })?;
    Ok(Ok((head, read.to_bytes())))
}
