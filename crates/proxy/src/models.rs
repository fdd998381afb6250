//! Which models there are, in the shape of whoever asks.

use axum::body::Body;
use formats::models::{self, Listed};
use formats::{ErrorKind, Format};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use http::{HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt, Limited};
use providers::{Call, RequestBody};

use crate::activity::Entry;
use crate::app::{App, Live};
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::{forward, headers, routing, send, translate};

/// A list of models is read up to this size.
const LARGEST: usize = 4 << 20;

/// The format that a request for models is asked in: where both vendors have the same path, by the headers of their
/// SDKs (measured: Anthropic's always send `anthropic-version`, OpenAI's always a bearer and no such header).
pub(crate) fn format(path: &str, headers: &HeaderMap) -> Format {
    let format = Format::of_path(path);
    let openai = headers.contains_key(AUTHORIZATION)
        && !headers.contains_key("anthropic-version")
        && !headers.contains_key("x-api-key");
    if format == Format::Messages && path.contains("/v1/models") && openai {
        return Format::Chat;
    }
    format
}

/// Answers a request for the list, or for one model. `path` is the provider's own, beginning with `/v1/`.
pub(crate) async fn get(
    app: &App,
    live: &Live,
    path: &str,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    if let Some(entry) = request.extensions().get::<Entry>() {
        entry.routed(None, Some(live.claude.name()), None);
    }
    if format(request.uri().path(), request.headers()) == Format::Messages {
        return forward::get(app, live, path, request).await;
    }
    match path.strip_prefix("/v1/models/") {
        Some(asked) => one(app, live, asked).await,
        None => list(app, live).await,
    }
}

/// OpenAI's list has no pages: everything at once, aliases included, since programs let people choose from it.
async fn list(app: &App, live: &Live) -> Result<Response<Body>, Refusal> {
    let answer = fetch(app, live, "/v1/models?limit=1000").await?;
    let (head, body) = match answer {
        Ok(answer) => answer,
        Err(refused) => return Ok(refused),
    };
    let mut listed = models::read_anthropic_list(&body)?;
    let aliases: Vec<Listed> = live
        .aliases
        .iter()
        .filter(|(alias, _)| listed.iter().all(|model| model.id != **alias))
        .filter_map(|(alias, name)| {
            let name = name.strip_prefix("claude/").unwrap_or(name);
            let model = listed.iter().find(|model| model.id == name)?;
            Some(Listed {
                id: alias.clone(),
                ..model.clone()
            })
        })
        .collect();
    listed.extend(aliases);
    Ok(Response::from_parts(
        head,
        Body::from(models::openai_list(&listed)),
    ))
}

async fn one(app: &App, live: &Live, asked: &str) -> Result<Response<Body>, Refusal> {
    let chosen = routing::choose(live, routing::Pick::ByModel, Some(asked))?;
    let name = chosen.rename.as_deref().unwrap_or(asked);
    let answer = fetch(app, live, &format!("/v1/models/{name}")).await?;
    let (head, body) = match answer {
        Ok(answer) => answer,
        Err(refused) => return Ok(refused),
    };
    let mut model = models::read_anthropic_model(&body)?;
    asked.clone_into(&mut model.id);
    Ok(Response::from_parts(
        head,
        Body::from(models::openai_model(&model)),
    ))
}

type Fetched = (http::response::Parts, bytes::Bytes);

/// Asks Claude; the inner error is its refusal, already in OpenAI's shape.
async fn fetch(
    app: &App,
    live: &Live,
    path: &str,
) -> Result<Result<Fetched, Response<Body>>, Refusal> {
    let _open = app.open.open(None);
    let call = Call {
        method: Method::GET,
        path_and_query: path.to_owned(),
        headers: HeaderMap::new(),
        body: RequestBody::default(),
    };
    let response = send::send(app, &live.claude, call).await?;
    let (mut head, body) = response.into_parts();
    headers::strip(&mut head.headers);
    head.headers.remove(CONTENT_LENGTH);
    let id = RequestId::complete(&mut head.headers);
    if !head.status.is_success() {
        let refused = translate::refusal(Format::Chat, Format::Messages, head, body, &id).await;
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
    head.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(Ok((head, read.to_bytes())))
}
