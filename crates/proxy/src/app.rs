use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use formats::conversation::Memory;
use providers::{ClaudeCode, Provider};
use settings::{CacheMode, Settings};

use crate::activity::Activity;
use crate::body::Budget;
use crate::guard::Guard;
use crate::models::Catalogue;
use crate::open::OpenRequests;
use crate::origins::Origins;
use crate::stop::Stop;

/// What all request bodies of the process may hold together, in bytes.
const BUDGET: u64 = 512 << 20;
/// What the signed thoughts of recent answers may hold, in bytes: some thousand answers' worth.
const THOUGHTS: usize = 16 << 20;

/// What every request shares.
#[derive(Debug)]
pub(crate) struct App {
    live: ArcSwap<Live>,
    pub(crate) budget: Arc<Budget>,
    pub(crate) open: OpenRequests,
    pub(crate) stop: Stop,
    pub(crate) activity: Activity,
    /// The thoughts of recent answers, for clients that cannot give them back.
    pub(crate) memory: Arc<Memory>,
    /// Whose the reasoning is that went out unsealed.
    pub(crate) origins: Arc<Origins>,
    /// The models that the providers have.
    pub(crate) catalogue: Catalogue,
}

/// The part that new settings replace. A request keeps the one that it began with.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) guard: Guard,
    /// `server.max_body`, in bytes.
    pub(crate) max_body: u64,
    /// `models.aliases`.
    pub(crate) aliases: BTreeMap<String, String>,
    /// `translation.strict`.
    pub(crate) strict: bool,
    /// `claude.cache`: whether cache breakpoints are set for clients whose format has none.
    pub(crate) cache: bool,
    /// Who may answer.
    pub(crate) providers: Providers,
}

/// The providers that are switched on.
#[derive(Debug, Clone)]
pub(crate) struct Providers {
    /// Who answers for Claude.
    pub(crate) claude: Arc<dyn Provider>,
    /// The person's own `claude` command, for who asks for it outright.
    pub(crate) claude_code: Option<Arc<ClaudeCode>>,
    /// The Codex backend (`codex.enabled`).
    pub(crate) codex: Option<Arc<dyn Provider>>,
    /// The OpenAI API (`openai.enabled`).
    pub(crate) openai: Option<Arc<dyn Provider>>,
}

impl Providers {
    /// Those that models are routed to, in the order in which they are listed.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        std::iter::once(&self.claude)
            .chain(&self.codex)
            .chain(&self.openai)
    }
}

impl App {
    /// `record`: whether requests are recorded.
    pub(crate) fn new(live: Live, record: bool) -> Self {
        let stop = Stop::default();
        Self {
            live: ArcSwap::from_pointee(live),
            budget: Budget::new(BUDGET),
            open: OpenRequests::default(),
            activity: Activity::new(record, stop.clone()),
            stop,
            memory: Arc::new(Memory::new(THOUGHTS)),
            origins: Arc::default(),
            catalogue: Catalogue::default(),
        }
    }

    pub(crate) fn live(&self) -> Arc<Live> {
        self.live.load_full()
    }

    pub(crate) fn replace(&self, live: Live) {
        self.live.store(Arc::new(live));
    }
}

impl Live {
    pub(crate) fn new(settings: &Settings, providers: Providers) -> Self {
        Self {
            guard: Guard::new(&settings.server, &settings.security),
            max_body: settings.server.max_body,
            aliases: settings.models.aliases.clone(),
            strict: settings.translation.strict,
            cache: settings.claude.cache == CacheMode::Auto,
            providers,
        }
    }
}
