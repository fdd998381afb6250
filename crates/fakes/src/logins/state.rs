//! What all servers know, and the steps that they have in common.

use std::collections::HashMap;

use super::answer::Answer;
use super::asked::Asked;
use super::chatgpt::Client;
use super::clock::Clock;
use super::config::Config;
use super::consent::Ticket;
use super::endpoint::Server;
use super::fault::Faults;
use super::grants::{Book, FamilyId, Redemption, RefreshFault, Renewal};
use super::jwt::Keys;
use super::log::Log;
use super::openai::Device;
use super::people::Person;
use super::presented::{Outcome, Presentation, Presented};
use super::refusal::Refusal;
use super::violation::{Kind, Violation};

pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) keys: Keys,
    pub(crate) book: Book,
    pub(crate) presented: Presented,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) tickets: HashMap<String, Ticket>,
    pub(crate) devices: Vec<Device>,
    pub(crate) clients: Vec<Client>,
    origins: HashMap<Server, String>,
}

impl State {
    pub(crate) fn new(config: Config) -> Self {
        let mut keys = Keys::load();
        keys.rotate(config.rotated_keys);
        Self {
            config,
            clock: Clock::default(),
            keys,
            book: Book::default(),
            presented: Presented::default(),
            faults: Faults::default(),
            log: Log::default(),
            tickets: HashMap::new(),
            devices: Vec::new(),
            clients: Vec::new(),
            origins: HashMap::new(),
        }
    }

    pub(crate) fn configure(&mut self, config: Config) {
        self.keys.rotate(config.rotated_keys);
        self.config = config;
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Notes where a server is served.
    pub(crate) fn served(&mut self, server: Server, origin: &str) {
        self.origins.insert(server, origin.to_owned());
    }

    /// Where a server is served.
    pub(crate) fn origin(&self, server: Server) -> String {
        self.origins
            .get(&server)
            .cloned()
            .unwrap_or_else(|| "http://127.0.0.1".to_owned())
    }

    /// The issuer that a server's tokens name.
    pub(crate) fn issuer(&self, server: Server) -> String {
        let configured = self.config.issuer.clone();
        configured.unwrap_or_else(|| self.origin(server))
    }

    pub(crate) fn person(&self, id: &str) -> Person {
        self.config
            .people
            .iter()
            .find(|person| person.id == id)
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn violation(&mut self, asked: &Asked<'_>, kind: Kind, detail: impl Into<String>) {
        self.log.violation(Violation {
            time: self.clock.now(),
            server: asked.server,
            endpoint: asked.endpoint,
            kind,
            detail: detail.into(),
        });
    }

    /// Redeems a code; what the client did wrong is kept as a violation.
    pub(crate) fn redeem(
        &mut self,
        asked: &Asked<'_>,
        redemption: &Redemption<'_>,
    ) -> Result<FamilyId, Refusal> {
        let now = self.now();
        self.book.redeem(redemption, now).map_err(|fault| {
            if let Some(kind) = fault.violation() {
                self.violation(asked, kind, fault.description());
            }
            Refusal::grant(fault.description())
        })
    }

    /// Takes a refresh token; what the client did wrong is kept as a violation.
    pub(crate) fn renew(
        &mut self,
        asked: &Asked<'_>,
        renewal: &Renewal<'_>,
    ) -> Result<FamilyId, RefreshFault> {
        let now = self.now();
        match self.book.renew(renewal, now) {
            Ok(renewed) => {
                if renewed.early {
                    let detail = "the refresh came before earliest_refresh_at";
                    self.violation(asked, Kind::RefreshedEarly, detail);
                }
                Ok(renewed.family)
            }
            Err(fault) => {
                if fault == RefreshFault::OtherClient {
                    let detail = "the refresh token was given to another client";
                    self.violation(asked, Kind::ClientMismatch, detail);
                }
                Err(fault)
            }
        }
    }

    /// Answers a request that presents a refresh token, and notes the presentation.
    pub(crate) fn presenting(
        &mut self,
        asked: &Asked<'_>,
        token: &str,
        renewed: impl FnOnce(&mut Self) -> Result<(Answer, Outcome), Refusal>,
        refused: impl FnOnce(&Self, &Refusal) -> Answer,
    ) -> Answer {
        let key = (asked.server, token.to_owned());
        for kind in self.presented.open(key.clone()) {
            self.violation(asked, kind, super::masked(token));
        }
        let (mut answer, outcome) = match renewed(self) {
            Ok(done) => done,
            Err(refusal) => {
                let outcome = if refusal.ends {
                    Outcome::Refused
                } else {
                    Outcome::Kept
                };
                (refused(self, &refusal), outcome)
            }
        };
        answer.presented = Some(Presentation { key, outcome });
        answer
    }
}
