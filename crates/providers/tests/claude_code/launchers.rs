//! What becomes the command: a shell's script here, and the program itself end to end.

use std::path::PathBuf;

use fakes::anthropic::Config;

use crate::stage::{Stage, question, read};
use crate::standin::StandIn;

const ANSWERS: &str = "read q; cat $lines/[0-8]; sleep 9";

async fn stage(standin: &StandIn, launcher: PathBuf) -> Stage {
    Stage::launched(&standin.program(), Some(launcher), Config::default(), false).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_is_started_by_the_launcher_with_the_gateways_number() {
    let standin = StandIn::new(ANSWERS);
    let launcher = standin.another(
        "launcher",
        "echo \"$1 $2 $3\" >> $lines/called; shift 2; exec \"$@\"",
    );
    let stage = stage(&standin, launcher).await;
    stage.whole(&question("hello")).await;
    let (pid, program) = (std::process::id(), standin.program());
    let call = format!("--launch-claude-code {pid} {}\n", program.display());
    // The version, and the question.
    assert_eq!(standin.wrote("called"), call.repeat(2));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launcher_that_does_not_work_is_done_without() {
    for script in ["exit 2", "echo 1.0 of something else; exit 0"] {
        let standin = StandIn::new(ANSWERS);
        let launcher = standin.another("launcher", script);
        let stage = stage(&standin, launcher).await;
        stage.whole(&question("hello")).await;
        stage.close().await;
    }
    let standin = StandIn::new(ANSWERS);
    let stage = stage(&standin, "/nonexistent/launcher".into()).await;
    stage.whole(&question("hello")).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_taken_away_is_missed_at_once_with_the_way_out() {
    let standin = StandIn::new(ANSWERS);
    let launcher = standin.another("launcher", "shift 2; exec \"$@\"");
    let stage = stage(&standin, launcher).await;
    stage.whole(&question("hello")).await;
    std::fs::remove_file(standin.program()).unwrap();
    let (status, body) = read(stage.send(&question("hello")).await).await;
    assert_eq!(status, 503, "{body}");
    let said = body["error"]["message"].as_str().unwrap();
    assert!(
        said.contains("cannot be run") && said.contains("claude.cli_path"),
        "{said}"
    );
    stage.close().await;
}
