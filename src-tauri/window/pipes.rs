//! The two pipes between the app and the window's process, as that process has them.

use std::io::{self, Read, Write};

/// Takes standard input and output away from whatever else runs in this process.
///
/// WebKit's own processes inherit the standard streams: with the pipes there they could read what the app says, and keep
/// them open past this process's end. To be called first of all.
///
/// # Errors
/// There is none.
#[cfg(target_os = "linux")]
pub(super) fn take() -> io::Result<(impl Read + Send + 'static, impl Write + Send + 'static)> {
    use std::fs::File;

    use rustix::{
        io::fcntl_dupfd_cloexec,
        stdio::{dup2_stdin, dup2_stdout},
    };

    /// Past the standard streams.
    const FIRST: i32 = 3;
    let input = fcntl_dupfd_cloexec(io::stdin(), FIRST)?;
    let output = fcntl_dupfd_cloexec(io::stdout(), FIRST)?;
    dup2_stdin(File::open("/dev/null")?)?;
    dup2_stdout(io::stderr())?;
    Ok((File::from(input), File::from(output)))
}

/// Standard input and output: other systems start a web view's processes without them.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub(super) fn take() -> io::Result<(impl Read + Send + 'static, impl Write + Send + 'static)> {
    Ok((io::stdin(), io::stdout()))
}
