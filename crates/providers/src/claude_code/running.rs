//! One request while it is answered: the history told, the question asked, the answer relayed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::Sender;

use super::failure::Failure;
use super::limits::Limits;
use super::lines::{self, Kind, Line};
use super::pool;
use super::process::Process;
use super::refused;
use super::relay::{Relay, Step};
use super::request::Asked;
use super::shared::Shared;
use super::turns::Turn;

/// How long the first line, and each acknowledgement, may take. A start takes half a second, on a busy machine several.
const START_WITHIN: Duration = Duration::from_secs(30);
/// How long the model may think in silence, as with the API.
const SILENCE: Duration = Duration::from_secs(600);
/// How long the reason may take after an answer broke off; the command tells it within some milliseconds.
const REASON_WITHIN: Duration = Duration::from_millis(500);
/// How long the rest is waited for after an answer: what is left of the plan, and the end of the turn.
const REST_WITHIN: Duration = Duration::from_millis(300);
/// How long the command may take to check a document; it takes some milliseconds.
const VERDICT_WITHIN: Duration = Duration::from_secs(10);
/// Lines that are no JSON; more of them are a fault.
const STRANGE: u32 = 100;

/// A request with its process. Dropping it ends the process.
pub(super) struct Running {
    shared: Arc<Shared>,
    process: Process,
    relay: Relay,
    /// How many tools the model must be offered.
    tools: usize,
    /// Whether one of them is for an answer by a schema.
    schema: bool,
    limits: Option<Limits>,
    request_id: Option<String>,
    within: Duration,
    strange: u32,
    _place: OwnedSemaphorePermit,
}

/// What the client gets next.
pub(super) enum Next {
    Event(Bytes),
    Last(Bytes),
}

impl Running {
    /// Asks, and waits for the answer's first event.
    ///
    /// # Errors
    /// There will be no answer.
    pub(super) async fn begin(
        shared: &Arc<Shared>,
        asked: Asked,
    ) -> Result<(Self, Bytes), Failure> {
        let place = shared.place().await?;
        let Asked {
            launch,
            turns,
            names,
            one_call,
            ..
        } = asked;
        let process = match shared.pool.take(&launch) {
            Some(mut waiting) => match ask_first(&mut waiting, &turns).await {
                Ok(()) => waiting,
                // It has died while it waited, and nothing was asked of the model yet.
                Err(_) => fresh(shared, &launch, &turns).await?,
            },
            None => fresh(shared, &launch, &turns).await?,
        };
        drop(turns);
        let mut running = Self {
            shared: Arc::clone(shared),
            process,
            relay: Relay::new(names, one_call).by_schema(launch.schema.is_some()),
            tools: launch.tools(),
            schema: launch.schema.is_some(),
            limits: None,
            request_id: None,
            within: START_WITHIN,
            strange: 0,
            _place: place,
        };
        let (Next::Event(first) | Next::Last(first)) = running.next().await?;
        shared.answered();
        pool::ahead(shared, launch);
        Ok((running, first))
    }

    /// The API's id of the request, where the command has told it.
    pub(super) fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The next event. A call that is dropped loses nothing.
    ///
    /// # Errors
    /// The answer breaks off.
    pub(super) async fn next(&mut self) -> Result<Next, Failure> {
        loop {
            let line = self.process.line(self.within).await?;
            self.within = SILENCE;
            let Some(line) = Line::read(&line) else {
                self.strange += 1;
                if self.strange > STRANGE {
                    return Err(Failure::broken(
                        "the claude command writes what is no JSON; run `claude update`",
                    ));
                }
                continue;
            };
            self.note(&line);
            match line.about() {
                Kind::Event => match self.relay.take(line.event.map_or("", |event| event.get())) {
                    Step::Nothing => {}
                    Step::Event(event) => return Ok(Next::Event(event)),
                    Step::Last { events, resumes } => {
                        if resumes {
                            self.process.interrupt();
                        }
                        return Ok(Next::Last(events));
                    }
                    Step::Document { call, events } => return self.document(&call, events).await,
                    Step::Shapeless => return Err(shapeless()),
                    Step::Broken => return Err(self.reason().await),
                },
                Kind::Failure | Kind::Result { failed: true } => return Err(self.failure(&line)),
                Kind::Result { failed: false } => {
                    return Err(Failure::broken(
                        "the claude command ended its turn without an answer of the model",
                    ));
                }
                Kind::Init { tools } if tools != self.tools => return Err(self.missed(tools)),
                Kind::Again if self.relay.begun() => return Err(broke_off()),
                Kind::Again | Kind::Init { .. } | Kind::Limits | Kind::Other => {}
            }
        }
    }

    /// Why the command has so many tools, and not all.
    fn missed(&self, tools: usize) -> Failure {
        if self.schema && tools + 1 == self.tools {
            return Failure::invalid(
                "output_config.format.schema: the claude command does not take this schema: it knows JSON Schema draft 7, and \
                 no keywords beside it. Correct it, or use API mode (claude.mode = \"api\")",
            );
        }
        Failure::broken(format!(
            "the claude command took {tools} of the request's {} tools; send the request again. If it happens each time, it \
             does not take one of their schemas: use API mode (claude.mode = \"api\")",
            self.tools
        ))
    }

    /// The end of an answer by a schema, once the command has found that the document fits. Otherwise it asks the model
    /// again, which a client that has heard the document has no use for.
    async fn document(&mut self, call: &str, events: Bytes) -> Result<Next, Failure> {
        let reading = async {
            loop {
                let line = self.process.line(VERDICT_WITHIN).await?;
                let Some(line) = Line::read(&line) else {
                    continue;
                };
                self.note(&line);
                if let Some(verdict) = line.verdict(call) {
                    return verdict.map_err(|why| unfit(&why));
                }
            }
        };
        let verdict = tokio::time::timeout(VERDICT_WITHIN, reading).await;
        self.process.interrupt();
        verdict.unwrap_or_else(|_| Err(broke_off()))?;
        Ok(Next::Last(events))
    }

    /// Reads on behind the answer's end, for what is left of the plan, while nobody waits for it.
    pub(super) fn finish(self) {
        let tasks = self.shared.tasks.clone();
        tasks.spawn(self.rest());
    }

    async fn rest(mut self) {
        let reading = async {
            while let Ok(line) = self.process.lines.next().await {
                let Some(line) = line else { return };
                let Some(line) = Line::read(&line) else {
                    continue;
                };
                match line.about() {
                    Kind::Limits => return self.shared.note(line.rate_limit_info.as_ref()),
                    Kind::Result { .. } => return,
                    _ => {}
                }
            }
        };
        // Later than this it is not worth keeping a process for.
        let _ = tokio::time::timeout(REST_WITHIN, reading).await;
    }

    /// Why the answer broke off: the command tells it a moment later.
    async fn reason(&mut self) -> Failure {
        let reading = async {
            loop {
                let line = self.process.line(REASON_WITHIN).await.ok()?;
                let Some(line) = Line::read(&line) else {
                    continue;
                };
                self.note(&line);
                match line.about() {
                    Kind::Failure | Kind::Result { failed: true } => {
                        return Some(self.failure(&line));
                    }
                    // Another attempt would say something else than what the client has heard.
                    Kind::Again | Kind::Event | Kind::Result { .. } => return None,
                    Kind::Init { .. } | Kind::Limits | Kind::Other => {}
                }
            }
        };
        let told = tokio::time::timeout(REASON_WITHIN, reading).await;
        told.ok().flatten().unwrap_or_else(broke_off)
    }

    fn failure(&self, line: &Line<'_>) -> Failure {
        let failure = refused::told(line, self.limits.as_ref());
        self.shared.judge(&failure);
        failure
    }

    fn note(&mut self, line: &Line<'_>) {
        if let Some(id) = &line.request_id {
            self.request_id = Some(id.clone());
        }
        let limits = line.rate_limit_info.as_ref();
        if let Some(limits) = limits.filter(|limits| limits.is_the_plans()) {
            self.limits = Some(limits.clone());
            self.shared.note(Some(limits));
        }
    }
}

fn unfit(why: &str) -> Failure {
    Failure::broken(format!(
        "the model's answer does not fit the schema of output_config.format; send the request again. The claude command \
         says: {why}"
    ))
}

fn shapeless() -> Failure {
    Failure::broken(
        "the model answered without regard to the schema of output_config.format; send the request again, or use API mode \
         (claude.mode = \"api\")",
    )
}

fn broke_off() -> Failure {
    Failure::broken("the provider's answer broke off; send the request again")
}

async fn fresh(
    shared: &Arc<Shared>,
    launch: &super::launch::Launch,
    turns: &[Turn],
) -> Result<Process, Failure> {
    let mut process = Process::start(shared, launch).await?;
    match ask(&mut process, turns).await {
        Ok(()) => Ok(process),
        Err(failure) => {
            shared.judge(&failure);
            Err(failure)
        }
    }
}

/// Tells the history, each turn of a user's acknowledged before the next: the command would change their order
/// (measured with claude 2.1.331). Then asks the last.
async fn ask(process: &mut Process, turns: &[Turn]) -> Result<(), Failure> {
    let Some((last, history)) = turns.split_last() else {
        return Err(Failure::invalid(
            "messages: at least one message is required",
        ));
    };
    for turn in history {
        process.tell(&lines::turn(turn, false)).await?;
        if matches!(turn, Turn::User(_)) {
            acknowledged(process).await?;
        }
    }
    process.tell(&lines::turn(last, true)).await
}

/// The same of one that has waited, and may have died just now: it must show that it lives.
async fn ask_first(process: &mut Process, turns: &[Turn]) -> Result<(), Failure> {
    ask(process, turns).await?;
    process.stirs(START_WITHIN).await
}

async fn acknowledged(process: &mut Process) -> Result<(), Failure> {
    for _ in 0..STRANGE {
        let line = process.line(START_WITHIN).await?;
        let Some(line) = Line::read(&line) else {
            continue;
        };
        match line.about() {
            Kind::Result { failed: false } => return Ok(()),
            Kind::Result { failed: true } | Kind::Failure => {
                return Err(refused::told(&line, None));
            }
            _ => {}
        }
    }
    Err(Failure::broken(
        "the claude command does not take the conversation; run `claude update`",
    ))
}

/// Hands the answer's events to the client until it ends, or the client goes away.
pub(super) async fn pump(mut running: Running, first: Bytes, client: Sender<Bytes>) {
    let stop = running.shared.root.clone();
    let mut next: Result<_, Failure> = Ok(Next::Event(first));
    loop {
        let (bytes, last) = match next {
            Ok(Next::Event(event)) => (event, false),
            Ok(Next::Last(events)) => (events, true),
            Err(failure) => (failure.event(), true),
        };
        let failed = tokio::select! {
            () = stop.cancelled() => {
                // Whoever reads slowly has had its time.
                let _ = client.try_send(broke_off().event());
                return;
            }
            sent = client.send(bytes) => sent.is_err(),
        };
        if failed {
            return;
        }
        if last {
            drop(client);
            return running.rest().await;
        }
        next = tokio::select! {
            biased;
            () = client.closed() => return,
            () = stop.cancelled() => Err(broke_off()),
            next = running.next() => next,
        };
    }
}
