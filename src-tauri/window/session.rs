//! One run of the window's process, from the app's side.

use std::{env, io, path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use tauri::{AppHandle, Manager as _};
use tokio::{
    io::{AsyncRead, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{Semaphore, mpsc},
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};

use super::{
    Window,
    wire::{self, LONGEST_ORDER, LONGEST_SAID, Order, Said},
};
use crate::{commands::table, notices};

/// Calls that are not answered yet. The page waits with more.
const CALLS: usize = 64;

/// A process whose window is gone has ended by then, or is ended.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// What a run of the window's process has to do with.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) app: AppHandle,
    pub(super) number: u64,
    pub(super) orders: mpsc::Sender<Order>,
}

impl Session {
    /// Runs a process from start to end, after the one before it. Without `early` it is started here.
    pub(super) async fn run(
        self,
        inbox: mpsc::Receiver<Order>,
        last: Option<JoinHandle<()>>,
        early: Option<Process>,
    ) {
        if let Some(last) = last {
            // One that panicked has ended too.
            let _ = last.await;
        }
        match early.map_or_else(start, Ok) {
            Ok(Process {
                child,
                input,
                output,
            }) => {
                let writing = tokio::spawn(write(input, inbox));
                if let Err(error) = self.listen(output).await {
                    tracing::warn!(%error, "the window is not understood, and is closed");
                }
                self.app.state::<Window>().closed(self.number);
                // Its end closes the pipe, which ends the process.
                writing.abort();
                end(child).await;
            }
            Err(error) => {
                self.app.state::<Window>().closed(self.number);
                tracing::error!(%error, "the window does not open");
            }
        }
    }

    /// Listens to the process until it has nothing more to say, or says nothing more although its window is gone.
    async fn listen(&self, output: ChildStdout) -> io::Result<()> {
        let mut heard = Heard::from(output);
        let calls = Arc::new(Semaphore::new(CALLS));
        while let Some(line) = heard.next().await? {
            match wire::message(line)? {
                Said::Call {
                    id,
                    command,
                    arguments,
                } => {
                    let Ok(permit) = Arc::clone(&calls).acquire_owned().await else {
                        return Ok(());
                    };
                    let session = self.clone();
                    // It may outlive the window: what was begun there is done, and then it ends.
                    tokio::spawn(async move {
                        let answer = table::answer(&session.app, &command, &arguments).await;
                        // There may be nobody left to hear it.
                        let _ = session.orders.send(Order::Answer { id, answer }).await;
                        drop(permit);
                    });
                }
                Said::Focused(focused) => {
                    let window = self.app.state::<Window>();
                    window.set_focused(self.number, focused);
                }
                Said::Closing => {
                    heard.is_ending();
                    if self.app.state::<Window>().closed(self.number) {
                        notices::closed(&self.app);
                    }
                }
                Said::Trouble(what) => tracing::warn!(?what, "from the window"),
            }
        }
        Ok(())
    }
}

/// What the process says, line by line.
struct Heard<R> {
    output: BufReader<R>,
    line: Vec<u8>,
    /// When the process has ended by, once its window is gone.
    until: Option<Instant>,
}

impl<R: AsyncRead + Unpin> Heard<R> {
    fn from(output: R) -> Self {
        Self {
            output: BufReader::new(output),
            line: Vec::new(),
            until: None,
        }
    }

    /// The window is gone. A process that stays would keep the next window from being opened.
    fn is_ending(&mut self) {
        let until = Instant::now() + ENDS_WITHIN;
        self.until.get_or_insert(until);
    }

    /// The next line; `None` where there is none, or the process has had its time.
    async fn next(&mut self) -> io::Result<Option<&[u8]>> {
        let reading = wire::next(&mut self.output, &mut self.line, LONGEST_SAID);
        let more = match self.until {
            None => reading.await?,
            Some(until) => timeout_at(until, reading).await.unwrap_or(Ok(false))?,
        };
        Ok(more.then_some(&*self.line))
    }
}

/// The window's process, with a pipe for orders and one for what it says.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

/// Starts the process. To be called within the runtime.
///
/// # Errors
/// The system does not start it.
pub(super) fn start() -> io::Result<Process> {
    let mut command = Command::new(program()?);
    command
        .arg("--page")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    // The web view's processes inherit the environment, and have no use for its secrets.
    for key in settings::keys().iter().filter(|key| key.is_secret()) {
        command.env_remove(key.env_name());
    }
    #[cfg(target_os = "linux")]
    if !has_graphics_card() && env::var_os(CPU_RENDERING).is_none() {
        command.env(CPU_RENDERING, "1");
    }
    // A Ctrl-C in a terminal means the app, which lets the open requests finish.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn()?;
    let pipes = child.stdin.take().zip(child.stdout.take());
    let (input, output) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
    Ok(Process {
        child,
        input,
        output,
    })
}

/// Tells WebKit to draw on the processor itself (measured with WebKitGTK 2.50: without a card it would compile shaders for
/// a card in software, and stand still for a second at the first rows).
#[cfg(target_os = "linux")]
const CPU_RENDERING: &str = "WEBKIT_SKIA_ENABLE_CPU_RENDERING";

#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let Ok(devices) = std::fs::read_dir("/dev/dri") else {
        return false;
    };
    let mut names = devices.flatten().map(|device| device.file_name());
    names.any(|name| name.to_string_lossy().starts_with("renderD"))
}

/// This program, also where its file was replaced since it started.
fn program() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    if cfg!(target_os = "linux") && !program.exists() {
        // The file that runs, under whatever name or none (proc(5)).
        return Ok("/proc/self/exe".into());
    }
    Ok(program)
}

/// Writes the orders, until there are no more or nobody reads them.
async fn write(mut input: ChildStdin, mut inbox: mpsc::Receiver<Order>) {
    while let Some(order) = inbox.recv().await {
        let line = match (wire::line(&order, LONGEST_ORDER), order) {
            (Ok(line), _) => line,
            (Err(error), order) => {
                tracing::warn!(%error, "the window is not told something");
                let Some(line) = refused(&order) else {
                    continue;
                };
                line
            }
        };
        if input.write_all(&line).await.is_err() {
            return;
        }
    }
}

/// What becomes of an answer that cannot be sent: a call must not wait for ever.
fn refused(order: &Order) -> Option<Vec<u8>> {
    let Order::Answer { id, .. } = order else {
        return None;
    };
    let answer = Err("There is too much to show.".to_owned());
    wire::line(&Order::Answer { id: *id, answer }, LONGEST_ORDER).ok()
}

/// Waits until the process has ended; one that does not end is killed.
async fn end(mut child: Child) {
    match timeout(ENDS_WITHIN, child.wait()).await {
        Ok(Ok(status)) if status.success() => {}
        Ok(Ok(status)) => tracing::warn!(%status, "the window ended by itself"),
        Ok(Err(error)) => tracing::warn!(%error, "the window’s end is not known"),
        Err(_) => {
            tracing::warn!("the window does not end, and is killed");
            if let Err(error) = child.kill().await {
                tracing::warn!(%error, "it cannot be killed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_process_whose_window_is_gone_is_heard_no_longer_than_it_may_take_to_end() {
        let (mut process, output) = tokio::io::duplex(64);
        let mut heard = Heard::from(output);
        process.write_all(b"\"closing\"\n").await.expect("read");
        assert_eq!(
            heard.next().await.expect("a line"),
            Some(&b"\"closing\"\n"[..])
        );
        let begin = Instant::now();
        heard.is_ending();
        process.write_all(b"more\n").await.expect("read");
        assert!(heard.next().await.expect("a line").is_some());
        heard.is_ending();
        assert_eq!(heard.next().await.expect("no line"), None);
        assert!(begin.elapsed() <= ENDS_WITHIN + Duration::from_millis(1));
        drop(process);
    }
}
