/// What was used, in tokens. `None`: the provider did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Read from the request, without what came from or went into the prompt cache.
    pub input: Option<u64>,
    /// Read from the prompt cache.
    pub cache_read: Option<u64>,
    /// Written into the prompt cache.
    pub cache_write: Option<u64>,
    /// Written by the model, thoughts included.
    pub output: Option<u64>,
    /// Of those, thoughts.
    pub reasoning: Option<u64>,
}

impl Usage {
    /// Takes over what `later` knows: counts of a stream are cumulative (source: Anthropic API docs, "Streaming").
    pub fn update(&mut self, later: Self) {
        self.input = later.input.or(self.input);
        self.cache_read = later.cache_read.or(self.cache_read);
        self.cache_write = later.cache_write.or(self.cache_write);
        self.output = later.output.or(self.output);
        self.reasoning = later.reasoning.or(self.reasoning);
    }

    /// All that the model read, from wherever.
    #[must_use]
    pub fn prompt(&self) -> u64 {
        [self.input, self.cache_read, self.cache_write]
            .into_iter()
            .flatten()
            .fold(0, u64::saturating_add)
    }
}
