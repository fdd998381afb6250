use std::time::Duration;

use fakes::anthropic::Config;
use http_body_util::BodyExt;
use providers::{Account, Provider as _};
use serde_json::json;

use crate::stage::{Stage, conversation, events, eventually, question, read, text};
use crate::standin::{LINES, StandIn};

async fn stage(standin: &StandIn) -> Stage {
    Stage::of(&standin.program(), Config::default(), false).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_line_is_told_and_leaves_nothing() {
    for lines in 0..LINES.len() {
        let standin = StandIn::new(&format!(
            "read question; i=0; while [ $i -lt {lines} ]; do cat \"$lines/$i\"; i=$((i+1)); done; kill -9 $$"
        ));
        let stage = stage(&standin).await;
        let mut body = question("hello");
        let (status, whole) = read(stage.send(&body).await).await;
        let complete = lines >= 7;
        assert_eq!(status, if complete { 200 } else { 502 }, "{lines}: {whole}");
        body["stream"] = json!(true);
        let response = stage.send(&body).await;
        let begun = lines >= 3;
        assert_eq!(response.status(), if begun { 200 } else { 502 }, "{lines}");
        if begun {
            let events = events(&text(response).await);
            let last = if complete { "message_stop" } else { "error" };
            assert_eq!(events.last().unwrap()["type"], last, "{lines}");
        }
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_between_the_lines_is_passed_over_and_nothing_but_garbage_is_a_fault() {
    let some = StandIn::new("read q; echo 'warning: {'; echo; cat $lines/[0-8]; sleep 9");
    let stage_of_some = stage(&some).await;
    assert_eq!(
        stage_of_some.whole(&question("hello")).await["content"][0]["text"],
        "hello"
    );
    stage_of_some.close().await;
    let only = StandIn::new("read q; while echo garbage; do :; done");
    let stage_of_only = stage(&only).await;
    let (status, body) = read(stage_of_only.send(&question("hello")).await).await;
    assert_eq!(status, 502, "{body}");
    stage_of_only.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_an_end_is_cut_off() {
    let standin = StandIn::new(
        "read q; while echo -n 0123456789012345678901234567890123456789012345678901234567890123; do :; done",
    );
    let stage = stage(&standin).await;
    let (status, body) = read(stage.send(&question("hello")).await).await;
    assert_eq!(status, 502);
    assert!(
        body["error"]["message"].as_str().unwrap().contains("8 MiB"),
        "{body}"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_before_the_first_event_ends_a_silent_process() {
    let standin = StandIn::new(
        "trap 'echo heard > $lines/heard; exit 0' INT; read -r line; echo ready > $lines/ready; while :; do sleep 0.01; done",
    );
    let stage = stage(&standin).await;
    let body = question("hello");
    let mut asking = Box::pin(stage.send(&body));
    let ready = || standin.wrote("ready") == "ready\n";
    tokio::select! {
        _ = &mut asking => unreachable!("there is no answer"),
        () = async {
            eventually("the process was asked", Duration::from_secs(20), ready).await;
            // Somebody waits for its answer then.
            tokio::time::sleep(Duration::from_millis(300)).await;
        } => {}
    }
    drop(asking);
    // How fast it is, is measured end to end with the real command; a shell on a busy machine takes its own time.
    let heard = || standin.wrote("heard") == "heard\n";
    eventually("the process hears of it", Duration::from_secs(5), heard).await;
    let reaped = || stage.provider.stats().running == 0;
    eventually("the process is reaped", Duration::from_secs(5), reaped).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_will_not_end_is_killed_with_all_that_it_started() {
    let standin = StandIn::new(
        "trap '' INT TERM; (trap '' INT TERM; while :; do sleep 0.05; date +%N > $lines/child; done) & read q; cat $lines/[0-4]; while :; do sleep 1; done",
    );
    let stage = stage(&standin).await;
    let mut body = question("hello");
    body["stream"] = json!(true);
    let mut response = stage.send(&body).await;
    assert!(response.body_mut().frame().await.unwrap().is_ok());
    drop(response);
    let reaped = || stage.provider.stats().running == 0;
    eventually("the process is killed", Duration::from_secs(6), reaped).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let last = standin.wrote("child");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(standin.wrote("child"), last, "its child lives on");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_start_is_waited_for_and_a_history_that_is_not_taken_is_no_deadlock() {
    let slow = StandIn::new("sleep 2; read q; cat $lines/[0-8]; sleep 9");
    let stage_of_slow = stage(&slow).await;
    assert_eq!(
        stage_of_slow.whole(&question("hello")).await["content"][0]["text"],
        "hello"
    );
    stage_of_slow.close().await;
    let deaf = StandIn::new("exec 0<&-; cat $lines/0; sleep 1");
    let stage_of_deaf = stage(&deaf).await;
    let long = "x".repeat(1 << 20);
    let messages = json!([{"role": "user", "content": long}, {"role": "assistant", "content": "a"}, {"role": "user", "content": "b"}]);
    let (status, body) = read(stage_of_deaf.send(&conversation(messages)).await).await;
    assert_eq!(status, 502, "{body}");
    stage_of_deaf.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_turns_into_another_attempt_is_an_error() {
    let again = r#"echo '{"type":"stream_event","event":{"type":"message_stop","abandoned_blocks":1},"parent_tool_use_id":null}'; echo '{"type":"assistant","message":{"content":[{"type":"text","text":"something else"}]}}'; cat $lines/8"#;
    let standin = StandIn::new(&format!("read q; cat $lines/[0-4]; {again}; sleep 9"));
    let stage = stage(&standin).await;
    let events = stage.events(&question("hello")).await;
    assert_eq!(events.last().unwrap()["type"], "error");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_the_clients_tools_is_none() {
    let standin = StandIn::new("read q; cat $lines/[0-8]; sleep 9");
    let stage = stage(&standin).await;
    let mut body = question("hello");
    body["tools"] = json!([{"name": "t", "input_schema": {"type": "object"}}]);
    let (status, answer) = read(stage.send(&body).await).await;
    assert_eq!(status, 502);
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("0 of the request's 1 tools")
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_died_while_it_waited_is_not_asked() {
    let standin = StandIn::new("read q; cat $lines/[0-8]; exit 0");
    let stage = Stage::of(&standin.program(), Config::default(), true).await;
    stage.whole(&question("one")).await;
    let waits = || stage.provider.stats().idle == 1;
    eventually("an idle process", Duration::from_secs(5), waits).await;
    // The stand-in reads until its input ends, which a signal brings about.
    let pids = std::process::Command::new("pgrep")
        .args(["-f", &standin.program().display().to_string()])
        .output();
    let pids = String::from_utf8(pids.unwrap().stdout).unwrap();
    for pid in pids.split_whitespace() {
        let _ = std::process::Command::new("kill")
            .args(["-9", pid])
            .status();
    }
    let gone = || stage.provider.stats().running == 0;
    eventually("it is gone", Duration::from_secs(5), gone).await;
    assert_eq!(
        stage.whole(&question("two")).await["content"][0]["text"],
        "hello"
    );
    stage.close().await;
}

#[tokio::test]
async fn a_command_that_is_too_old_or_no_claude_is_not_used() {
    for (version, said) in [
        ("2.1.330 (Claude Code)", "2.1.331 or newer"),
        ("hello", "does not say"),
    ] {
        let standin = StandIn::of_version(version, "touch $lines/started");
        let stage = stage(&standin).await;
        let (status, body) = read(stage.send(&question("hello")).await).await;
        assert_eq!(status, 503);
        assert!(
            body["error"]["message"].as_str().unwrap().contains(said),
            "{body}"
        );
        assert!(
            !std::path::Path::new(&standin.program())
                .with_file_name("started")
                .exists()
        );
        stage.close().await;
    }
}

#[tokio::test]
async fn a_sign_in_while_it_runs_is_noticed_and_not_asked_for_with_every_request() {
    let status = r#"{"loggedIn":true,"authMethod":"claude.ai","email":"ada@example.test","subscriptionType":"max"}"#;
    let standin = StandIn::new(&format!(
        "echo asked >> $lines/asked\n[ -e $lines/signed ] || {{ echo '{{\"loggedIn\":false}}'; exit 1; }}\necho '{status}'"
    ));
    let stage = stage(&standin).await;
    let asked = || standin.wrote("asked").lines().count();
    for _ in 0..3 {
        stage.provider.known().await;
    }
    assert!(matches!(stage.provider.account(), Account::Unusable { .. }));
    assert_eq!(asked(), 1);
    std::fs::write(standin.program().with_file_name("signed"), "").unwrap();
    tokio::time::sleep(Duration::from_millis(5100)).await;
    for _ in 0..3 {
        stage.provider.known().await;
    }
    assert!(matches!(stage.provider.account(), Account::Ready { .. }));
    assert_eq!(asked(), 2);
    stage.close().await;
}

#[tokio::test]
async fn who_is_signed_in_is_known_after_a_look_and_names_no_person() {
    let status = r#"{"loggedIn":true,"authMethod":"claude.ai","email":"ada@example.test","subscriptionType":"max"}"#;
    let standin = StandIn::new(&format!("echo '{status}'"));
    let stage = stage(&standin).await;
    assert!(matches!(stage.provider.account(), Account::Unusable { .. }));
    stage.provider.look().await;
    assert!(matches!(stage.provider.account(), Account::Ready { .. }));
    let identity = stage.provider.identity();
    assert!(
        identity.starts_with("claude-code/") && !identity.contains("ada"),
        "{identity}"
    );
    let nobody = StandIn::new("echo '{\"loggedIn\":false}'; exit 1");
    let stage_of_nobody = self::stage(&nobody).await;
    stage_of_nobody.provider.look().await;
    let Account::Unusable { why } = stage_of_nobody.provider.account() else {
        panic!()
    };
    assert!(why.contains("claude auth login"));
    stage.close().await;
    stage_of_nobody.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_and_environment_hold_nothing_that_a_client_wrote() {
    let standin = StandIn::new(
        "echo \"$@\" > $lines/arguments; env > $lines/environment; pwd > $lines/folder; read q; cat $lines/[1-8]",
    );
    let stage = stage(&standin).await;
    let mut body = question("canary one");
    body["system"] = "canary two".into();
    body["tools"] = json!([{"name": "canary_three", "input_schema": {"type": "object"}}]);
    let schema = json!({"type": "object", "properties": {"canary_four": {}}});
    body["output_config"] = json!({"format": {"type": "json_schema", "schema": schema}});
    stage.send(&body).await;
    let arguments = standin.wrote("arguments");
    assert!(
        arguments.contains("--system-prompt-file") && arguments.contains("--mcp-config"),
        "{arguments}"
    );
    let environment = standin.wrote("environment");
    for text in [&arguments, &environment] {
        assert!(!text.contains("canary"), "{text}");
    }
    assert!(!arguments.contains("http://"), "{arguments}");
    assert!(environment.contains("CLAUDE_CODE_DISABLE_ATTACHMENTS=1"));
    assert!(
        standin
            .wrote("folder")
            .trim_end()
            .ends_with("claude-code/empty")
    );
    stage.close().await;
}
