//! Settings that are one word of a few.

/// Declares an enum whose variants are each spelled by one word.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// The words that stand for a variant, in the order of the variants.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word as it is written in `config.toml`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

choice! {
    /// Which way to Claude is used.
    ClaudeMode {
        /// The API key, else the OAuth login, else the person's own `claude` command.
        Auto = "auto",
        /// The Anthropic API only.
        Api = "api",
        /// The person's own `claude` command only.
        Code = "code",
    }
}

choice! {
    /// Which of OpenAI's ways is used.
    OpenaiUse {
        /// The plan of Sign in with ChatGPT.
        Plan = "plan",
        /// The API key, which is billed.
        Key = "key",
    }
}

choice! {
    /// Whether cache breakpoints are set for clients whose format has none.
    CacheMode {
        /// They are set where the history is long enough to gain.
        Auto = "auto",
        /// They are never set.
        Off = "off",
    }
}

choice! {
    /// Where logins and keys are kept.
    CredentialStore {
        /// The system's keyring, else a file.
        Auto = "auto",
        /// The system's keyring or nowhere.
        Keyring = "keyring",
        /// A file.
        File = "file",
    }
}

choice! {
    /// The least severe level that the log holds.
    LogLevel {
        /// What failed.
        Error = "error",
        /// What may fail soon, too.
        Warn = "warn",
        /// What happens in normal work, too.
        Info = "info",
        /// What helps to find a fault, too.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }
}

choice! {
    /// How a log line is written.
    LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object per line.
        Json = "json",
    }
}
