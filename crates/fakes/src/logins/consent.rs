//! The page where a person consents, and the way back from it.

use super::answer::Answer;
use super::asked::Asked;
use super::chatgpt;
use super::endpoint::Server;
use super::fields::Fields;
use super::grants::{Code, Grant, Spent};
use super::people::Person;
use super::state::State;
use super::{html, ids};

/// The cookie that ties a consent to the browser that was asked for it.
const SESSION: &str = "fake_session";

/// A checked request for authorization.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) server: Server,
    pub(crate) client_id: String,
    /// What the person is told that the client is called.
    pub(crate) client_name: String,
    /// The installation, for Sign in with ChatGPT.
    pub(crate) host_id: Option<String>,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: String,
    pub(crate) challenge: String,
    pub(crate) nonce: Option<String>,
    pub(crate) organizations: bool,
    /// The account that the client expects.
    pub(crate) login_hint: Option<String>,
    /// The workspaces that the client takes; any where there are none.
    pub(crate) workspaces: Vec<String>,
}

/// A consent page that was shown.
pub(crate) struct Ticket {
    session: String,
    wanted: Wanted,
}

/// What a person decided.
struct Decision {
    allowed: bool,
    person: String,
    /// The scope that they did not grant.
    without: Option<String>,
}

/// Asks the person, or goes on at once where the configuration or `auto` says so; `auto=deny` denies.
pub(crate) fn ask(
    state: &mut State,
    asked: &Asked<'_>,
    wanted: Wanted,
    auto: Option<&str>,
) -> Answer {
    let person = hinted(state, &wanted);
    if state.config.auto_consent || auto.is_some() {
        let decision = Decision {
            allowed: auto != Some("deny"),
            person,
            without: None,
        };
        return Answer::redirect(&decided(state, &wanted, &decision));
    }
    let ticket = ids::token("", 24);
    // Two tabs of one browser share a session, so that either can be answered.
    let session = asked
        .cookie(SESSION)
        .map_or_else(|| ids::token("", 24), str::to_owned);
    let page = page(state, &wanted, &ticket, &person).with(
        "set-cookie",
        format!("{SESSION}={session}; Path=/; HttpOnly; SameSite=Lax"),
    );
    state.tickets.insert(ticket, Ticket { session, wanted });
    page
}

/// What the consent page's form says.
pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let fields = match asked.form() {
        Ok(fields) => fields,
        Err(problem) => return refused(&problem),
    };
    let ticket = fields.get("ticket").unwrap_or_default();
    let session = asked.cookie(SESSION);
    let known = state.tickets.get(ticket).is_some_and(|ticket| {
        Some(&*ticket.session) == session && ticket.wanted.server == asked.server
    });
    if !known {
        return refused("this page was not shown to this browser, or was answered before");
    }
    let Some(Ticket { wanted, .. }) = state.tickets.remove(ticket) else {
        return refused("this page was answered before");
    };
    let decision = decision(&fields);
    if !state
        .config
        .people
        .iter()
        .any(|person| person.id == decision.person)
    {
        return refused("there is no such account");
    }
    Answer::redirect(&decided(state, &wanted, &decision))
}

/// The page that says what is wrong with an authorization request. Nothing is sent back to the client: its address may
/// be what is wrong (RFC 6749, 4.1.2.1).
pub(crate) fn refused(problem: &str) -> Answer {
    let text = html::escape(problem);
    Answer::page(
        400,
        "Invalid authorization request",
        &format!("<p>{text}</p>"),
    )
}

/// The address to go back to.
fn decided(state: &mut State, wanted: &Wanted, decision: &Decision) -> String {
    let person = state.person(&decision.person);
    if !decision.allowed {
        return denied(state, wanted, "The resource owner denied the request");
    }
    if wanted.server == Server::Openai {
        let theirs = person.chatgpt_account_id();
        if !state.config.openai.entitled {
            // openai/codex, `login/src/server.rs`: the workspace has no Codex.
            return denied(state, wanted, "missing_codex_entitlement");
        }
        if !wanted.workspaces.is_empty() && !wanted.workspaces.contains(&theirs) {
            // Inferred: the client checks it too (openai/codex, `ensure_workspace_allowed`).
            return denied(state, wanted, "the account is in no allowed workspace");
        }
    }
    let withheld = state.config.chatgpt.withheld.clone();
    let mut scopes = wanted.scopes.clone();
    scopes.retain(|scope| {
        let held_back = wanted.server == Server::Chatgpt && withheld.contains(scope);
        !held_back && Some(scope) != decision.without.as_ref()
    });
    granted(state, wanted, &person, scopes)
}

fn granted(state: &mut State, wanted: &Wanted, person: &Person, scopes: Vec<String>) -> String {
    let code = ids::token("code_", 43);
    let mut back = vec![("code", code.clone())];
    let client_id = match wanted.server {
        Server::Claude => wanted.client_id.clone(),
        Server::Openai => {
            back.push(("scope", scopes.join(" ")));
            wanted.client_id.clone()
        }
        Server::Chatgpt => {
            let client = chatgpt::client_of(state, wanted, person);
            back.push(("scope", scopes.join(" ")));
            back.extend(client.shown.map(|shown| ("client_id", shown)));
            client.id
        }
    };
    back.push(("state", wanted.state.clone()));
    let grant = Grant {
        server: wanted.server,
        person: person.id.clone(),
        client_id,
        scopes,
        nonce: wanted.nonce.clone(),
        organizations: wanted.organizations,
    };
    let expires = state.now() + state.config.code_life;
    let made = Code {
        grant,
        redirect_uri: wanted.redirect_uri.clone(),
        challenge: wanted.challenge.clone(),
        state: wanted.state.clone(),
        expires,
        spent: Spent::No,
    };
    state.book.add_code(code, made);
    address(way_back(state, wanted), &back)
}

/// Where the browser goes back to. Claude's manual address is the vendor's own page, so here it is this server's.
fn way_back<'a>(state: &State, wanted: &'a Wanted) -> &'a str {
    let manual = &state.config.claude.manual_redirect;
    if wanted.server == Server::Claude && wanted.redirect_uri == *manual {
        "/oauth/code/callback"
    } else {
        &wanted.redirect_uri
    }
}

fn denied(state: &State, wanted: &Wanted, description: &str) -> String {
    let back = [
        ("error", "access_denied".to_owned()),
        ("error_description", description.to_owned()),
        ("state", wanted.state.clone()),
    ];
    address(way_back(state, wanted), &back)
}

fn address(to: &str, parameters: &[(&str, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    format!("{to}?{}", query.finish())
}

fn decision(fields: &Fields) -> Decision {
    Decision {
        allowed: fields.get("decision") == Some("allow"),
        person: fields.get("account").unwrap_or_default().to_owned(),
        without: fields.get("without").map(str::to_owned),
    }
}

/// The account that is chosen beforehand: the hinted one, else the first.
fn hinted(state: &State, wanted: &Wanted) -> String {
    let people = &state.config.people;
    let hint = wanted.login_hint.as_deref();
    people
        .iter()
        .find(|person| Some(&*person.email) == hint)
        .or(people.first())
        .map(|person| person.id.clone())
        .unwrap_or_default()
}

fn page(state: &State, wanted: &Wanted, ticket: &str, chosen: &str) -> Answer {
    let action = match wanted.server {
        Server::Claude => "/cai/oauth/consent",
        Server::Openai => "/oauth/consent",
        Server::Chatgpt => "/api/accounts/consent",
    };
    let accounts = accounts(&state.config.people, chosen);
    let scopes: String = wanted
        .scopes
        .iter()
        .map(|scope| format!("<li>{}</li>\n", html::escape(scope)))
        .collect();
    let plan = if wanted.scopes.iter().any(|scope| scope == chatgpt::PLAN) {
        format!(
            "<p><label><input type=\"checkbox\" name=\"without\" value=\"{}\"> Do not let it use my plan</label></p>\n",
            chatgpt::PLAN
        )
    } else {
        String::new()
    };
    let body = format!(
        "<p>{name} asks to use your account:</p>\n<ul>\n{scopes}</ul>\n\
         <form method=\"post\" action=\"{action}\">\n{ticket}\n{accounts}{plan}\
         <button name=\"decision\" value=\"allow\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>",
        name = html::escape(&wanted.client_name),
        ticket = html::hidden("ticket", ticket),
    );
    Answer::page(200, "Consent", &body)
}

/// The choice of an account, as radio buttons.
pub(crate) fn accounts(people: &[Person], chosen: &str) -> String {
    people
        .iter()
        .map(|person| {
            let checked = if person.id == chosen { " checked" } else { "" };
            format!(
                "<p><label><input type=\"radio\" name=\"account\" value=\"{}\"{checked}> {}</label></p>\n",
                html::escape(&person.id),
                html::escape(&person.email)
            )
        })
        .collect()
}
