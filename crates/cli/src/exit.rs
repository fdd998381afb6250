use std::process::ExitCode;

/// How a command ended. `clap` itself ends with 2 where it was used wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// 0: done.
    Done,
    /// 1: it could not be done.
    Failed,
    /// 2: it was asked for in a way that cannot be.
    Usage,
    /// 3: it needs a login.
    NeedsLogin,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        match code {
            Code::Done => Self::SUCCESS,
            Code::Failed => Self::FAILURE,
            Code::Usage => Self::from(2),
            Code::NeedsLogin => Self::from(3),
        }
    }
}
