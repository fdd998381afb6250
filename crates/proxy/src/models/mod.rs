//! Which models there are, over all providers, in the shape of whoever asks.

mod catalogue;
mod escaped;
mod fetch;
mod page;

use std::sync::Arc;

use axum::body::Body;
use formats::models;
use formats::{ErrorKind, Format};
use futures_util::future::join_all;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use http::{HeaderValue, Request, Response};
use providers::Provider;

use crate::activity::Entry;
use crate::app::{App, Live};
use crate::refusal::Refusal;
use crate::request_id::RequestId;
use crate::routing::{self, Pick};
pub(crate) use catalogue::Catalogue;
pub(crate) use escaped::plain;
use fetch::Model;
use page::Paging;

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

/// Whose models are asked for, from the path.
fn pick(path: &str) -> Pick {
    match path.split('/').nth(1) {
        Some("claude") if !path.starts_with("/claude/sdk/") => Pick::Claude,
        Some("claude" | "sdk") => Pick::ClaudeCode,
        Some("codex") => Pick::Codex,
        Some("openai-api") => Pick::Openai,
        _ => Pick::ByModel,
    }
}

/// Answers a request for the list, or for the one model that `asked` names.
pub(crate) async fn get(
    app: &App,
    live: &Live,
    asked: Option<&str>,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let path = request.uri().path();
    let asker = Asker {
        format: format(path, request.headers()),
        pick: pick(path),
        paging: Paging::of(request.uri().query()),
    };
    let entry = request.extensions().get::<Entry>();
    match asked {
        Some(asked) => one(app, live, &asker, asked, entry).await,
        None => list(app, live, &asker, entry).await,
    }
}

/// Who asks for models, and how.
struct Asker {
    format: Format,
    pick: Pick,
    paging: Paging,
}

impl Asker {
    fn answer(&self, body: String) -> Response<Body> {
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        RequestId::new().mark(headers);
        response
    }

    fn one(&self, model: &Model) -> Response<Body> {
        self.answer(match self.format {
            Format::Messages => model.entry.json.clone(),
            Format::Chat | Format::Responses => models::openai_model(&model.listed),
        })
    }
}

/// Everything that can be asked for, by the name that asks for it, and aliases, since programs let people choose from it. A
/// provider that is down is left out, or listed as it last was; only if there is nothing to list, its refusal is the
/// answer.
async fn list(
    app: &App,
    live: &Live,
    asker: &Asker,
    entry: Option<&Entry>,
) -> Result<Response<Body>, Refusal> {
    let _open = app.open.open(None);
    let providers: Vec<Arc<dyn Provider>> = match asker.pick {
        Pick::ByModel => live.providers.all().cloned().collect(),
        pick => vec![routing::outright(live, pick)?],
    };
    if let (Some(entry), [only]) = (entry, providers.as_slice()) {
        entry.routed(None, Some(only.name()), None);
    }
    let mut listed: Vec<Model> = Vec::new();
    let mut refused = None;
    let asking = providers.iter();
    let asking = asking.map(|provider| app.catalogue.models(app, provider, asker.format));
    let answers = join_all(asking).await;
    for (provider, answer) in providers.iter().zip(answers) {
        match answer {
            Ok(models) => {
                for model in models.iter() {
                    listed.extend(named(live, asker.pick, provider.name(), model, &listed));
                }
            }
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    if listed.is_empty()
        && let Some(refusal) = refused
    {
        return Ok(refusal);
    }
    add_aliases(live, &mut listed);
    Ok(asker.answer(match asker.format {
        Format::Messages => {
            let entries: Vec<_> = listed.into_iter().map(|model| model.entry).collect();
            asker.paging.page(&entries)?
        }
        Format::Chat | Format::Responses => {
            let listed: Vec<_> = listed.into_iter().map(|model| model.listed).collect();
            models::openai_list(&listed)
        }
    }))
}

/// A model of `provider`, by a name that leads there: its own, or one with the provider's before it. `None`: it is in the
/// list, where the first provider with a model is the one that is asked by its own name.
fn named(
    live: &Live,
    pick: Pick,
    provider: &str,
    model: &Model,
    listed: &[Model],
) -> Option<Model> {
    let id = &model.listed.id;
    let leads = |name: &str| {
        let chosen = routing::choose(live, pick, Some(name));
        chosen.is_ok_and(|chosen| chosen.provider.name() == provider)
    };
    if has(listed, id) {
        return None;
    }
    if leads(id) {
        return Some(model.clone());
    }
    let full = format!("{provider}/{id}");
    leads(&full).then(|| model.listed.named(&full).into())
}

fn has(listed: &[Model], id: &str) -> bool {
    listed.iter().any(|model| model.listed.id == id)
}

fn add_aliases(live: &Live, listed: &mut Vec<Model>) {
    let aliases: Vec<Model> = live
        .aliases
        .iter()
        .filter(|(alias, _)| !has(listed, alias))
        .filter_map(|(alias, _)| {
            let name = routing::meant(live, alias);
            let own = name.split_once('/').map_or(name, |(_, own)| own);
            let mut models = listed.iter();
            let model = models.find(|model| [name, own].contains(&model.listed.id.as_str()))?;
            Some(model.listed.named(alias).into())
        })
        .collect();
    listed.extend(aliases);
}

async fn one(
    app: &App,
    live: &Live,
    asker: &Asker,
    asked: &str,
    entry: Option<&Entry>,
) -> Result<Response<Body>, Refusal> {
    let _open = app.open.open(None);
    let chosen = routing::choose(live, asker.pick, Some(asked))?;
    let name = chosen.rename.as_deref().unwrap_or(asked);
    if let Some(entry) = entry {
        let provider = Some(chosen.provider.name());
        entry.routed(Some(asked), provider, chosen.rename.as_deref());
    }
    if !is_plain(name) {
        return Err(no_such_model(asked));
    }
    let fetched = fetch::one(app, &chosen.provider, name, asker.format).await;
    Ok(match fetched? {
        Ok(Some(model)) if asked == name => asker.one(&model),
        Ok(Some(model)) => asker.one(&model.listed.named(asked).into()),
        Ok(None) => return Err(no_such_model(asked)),
        Err(refused) => refused,
    })
}

/// Whether a model's name is a plain path segment: nothing that a server may read as another path travels with a
/// credential. Our own prefixes and aliases do not travel, and may be anything.
fn is_plain(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:@".contains(&byte);
    !name.contains("..") && name.bytes().all(fits)
}

fn no_such_model(asked: &str) -> Refusal {
    let shown: String = asked.chars().take(100).collect();
    Refusal::new(
        ErrorKind::UnknownModel,
        format!("there is no model {shown:?}; GET /v1/models lists those there are"),
    )
}
