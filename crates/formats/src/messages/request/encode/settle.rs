use crate::conversation::{Content, Effort, Losses, Reasoning, Request, Role, ToolChoice};
use crate::messages::{Limits, Sampling, Thinks};

/// The least budget of thinking that there is, in tokens (source: Anthropic API docs, "Extended thinking").
const LEAST_BUDGET: u64 = 1024;
/// What thinking leaves of the client's limit for the answer itself, in tokens.
const LEAST_ANSWER: u64 = 1024;
/// With thinking on, nucleus sampling below this is refused (same source).
const LEAST_TOP_P: f64 = 0.95;

/// Parameters that depend on each other and on the model, made to agree.
pub(super) struct Settled<'r> {
    pub(super) max_tokens: u64,
    pub(super) temperature: Option<f64>,
    pub(super) top_p: Option<f64>,
    pub(super) top_k: Option<u64>,
    pub(super) thinking: Option<Thinking>,
    pub(super) effort: Option<Effort>,
    /// `None`: nothing needs to be said.
    pub(super) choice: Option<ToolChoice<'r>>,
}

/// The `thinking` member. `shown`: the client wants to read a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thinking {
    Disabled,
    Adaptive { shown: bool },
    Budget { tokens: u64, shown: bool },
}

impl<'r> Settled<'r> {
    pub(super) fn of(request: &Request<'r>, limits: &Limits, losses: &mut Losses) -> Self {
        let mut settled = Self {
            max_tokens: request.max_tokens.unwrap_or(limits.max_tokens),
            temperature: None,
            top_p: None,
            top_k: None,
            thinking: None,
            effort: None,
            choice: choice(request, limits, losses),
        };
        settled.think(request, limits, losses);
        settled.sample(request, limits, losses);
        settled
    }

    fn think(&mut self, request: &Request<'_>, limits: &Limits, losses: &mut Losses) {
        match limits.thinks {
            Thinks::ByBudget => self.think_by_budget(request, losses),
            Thinks::Adaptively(efforts) => self.think_adaptively(request, efforts, losses),
            Thinks::Always(efforts) => {
                self.think_adaptively(request, efforts, losses);
                if self.thinking == Some(Thinking::Disabled) {
                    losses.note("reasoning_effort");
                    self.thinking = None;
                    self.effort = efforts.first().copied();
                } else if request.show_thoughts {
                    self.thinking = Some(Thinking::Adaptive { shown: true });
                }
            }
        }
        if self.thinks() && self.forces() {
            // A forced call is what the client will wait for; how long the model thinks is a hint.
            losses.note("reasoning_effort");
            self.thinking = None;
        }
    }

    fn think_adaptively(
        &mut self,
        request: &Request<'_>,
        efforts: &'static [Effort],
        losses: &mut Losses,
    ) {
        let wanted = match request.reasoning {
            None => return,
            Some(Reasoning::Off) => {
                self.thinking = Some(Thinking::Disabled);
                return;
            }
            Some(Reasoning::Adaptive) => None,
            Some(Reasoning::Effort(effort)) => Some(effort),
            Some(Reasoning::Budget(tokens)) => Some(effort_of(tokens)),
        };
        self.thinking = Some(Thinking::Adaptive {
            shown: request.show_thoughts,
        });
        let Some(wanted) = wanted else { return };
        // The most of what the model knows that is not more than what was asked for; `minimal` is its least.
        let known = efforts.iter().rev().find(|known| **known <= wanted);
        self.effort = known.or(efforts.first()).copied();
        if self.effort != Some(wanted) && wanted != Effort::Minimal {
            losses.note("reasoning_effort");
        }
    }

    fn think_by_budget(&mut self, request: &Request<'_>, losses: &mut Losses) {
        let wanted = match request.reasoning {
            None => return,
            Some(Reasoning::Off) => {
                self.thinking = Some(Thinking::Disabled);
                return;
            }
            Some(Reasoning::Budget(tokens)) => tokens,
            Some(Reasoning::Effort(effort)) => budget_of(effort),
            Some(Reasoning::Adaptive) => budget_of(Effort::Medium),
        };
        // The client's limit holds for thoughts and words together: some of it is left for words.
        let tokens = wanted.min(self.max_tokens.saturating_sub(LEAST_ANSWER));
        if tokens < LEAST_BUDGET || goes_on_without_thoughts(request) {
            losses.note("reasoning_effort");
            return;
        }
        self.thinking = Some(Thinking::Budget {
            tokens,
            shown: request.show_thoughts,
        });
    }

    fn sample(&mut self, request: &Request<'_>, limits: &Limits, losses: &mut Losses) {
        // OpenAI's scale goes to 2.
        let temperature = request.temperature.map(|t| t.min(1.0));
        let takes_any = limits.sampling != Sampling::Defaults;
        let free = takes_any && !self.thinks();
        self.temperature = keep(temperature, free, |t| t == 1.0, "temperature", losses);
        let alone = limits.sampling == Sampling::Any || self.temperature.is_none();
        let narrow = request.top_p.is_some_and(|p| p < LEAST_TOP_P);
        let takes_p = takes_any && alone && !(self.thinks() && narrow);
        self.top_p = keep(request.top_p, takes_p, |p| p == 1.0, "top_p", losses);
        self.top_k = keep(request.top_k, free, |_| false, "top_k", losses);
    }

    fn thinks(&self) -> bool {
        matches!(
            self.thinking,
            Some(Thinking::Adaptive { .. } | Thinking::Budget { .. })
        )
    }

    fn forces(&self) -> bool {
        matches!(
            self.choice,
            Some(ToolChoice::Required | ToolChoice::Named(_))
        )
    }
}

/// A value that the model takes, or `None`; a lost one is named unless it is the default anyway.
fn keep<T: Copy>(
    value: Option<T>,
    taken: bool,
    is_default: impl Fn(T) -> bool,
    name: &str,
    losses: &mut Losses,
) -> Option<T> {
    let value = value?;
    if taken {
        return Some(value);
    }
    if !is_default(value) {
        losses.note(name);
    }
    None
}

fn choice<'r>(
    request: &Request<'r>,
    limits: &Limits,
    losses: &mut Losses,
) -> Option<ToolChoice<'r>> {
    let choice = request.tool_choice.clone();
    match choice? {
        ToolChoice::Required | ToolChoice::Named(_) if !limits.forced_calls => {
            losses.note("tool_choice");
            Some(ToolChoice::Auto)
        }
        // Without tools there is nothing to choose, and saying so is no fault.
        ToolChoice::Auto | ToolChoice::Never if request.tools.is_empty() => None,
        choice => Some(choice),
    }
}

/// A model that thinks by budget wants the last answer to begin with its thoughts, if that answer made calls (source: the
/// API's own message). Where they are gone (the gateway was restarted), it goes on without thinking.
fn goes_on_without_thoughts(request: &Request<'_>) -> bool {
    let mut turns = request.turns.iter();
    let Some(last) = turns.rfind(|turn| turn.role == Role::Assistant) else {
        return false;
    };
    let (mut called, mut thought) = (false, false);
    for block in &last.blocks {
        match &block.content {
            Content::Call { .. } => called = true,
            Content::Thinking {
                signature: Some(_), ..
            }
            | Content::HiddenThinking(_) => thought = true,
            _ => {}
        }
    }
    called && !thought
}

/// The budget for a level of effort, in tokens.
fn budget_of(effort: Effort) -> u64 {
    match effort {
        Effort::Minimal => LEAST_BUDGET,
        Effort::Low => 4_096,
        Effort::Medium => 8_192,
        Effort::High => 16_384,
        Effort::ExtraHigh | Effort::Max => 32_000,
    }
}

/// The level of effort whose budget this is, for models that know no budget.
fn effort_of(tokens: u64) -> Effort {
    match tokens {
        ..4_096 => Effort::Low,
        4_096..16_384 => Effort::Medium,
        _ => Effort::High,
    }
}
