use serde_json::{Value, json};

use crate::stage::{Stage, conversation, question, read};

fn user(content: &Value) -> Value {
    json!({"role": "user", "content": content})
}

fn assistant(content: &Value) -> Value {
    json!({"role": "assistant", "content": content})
}

/// Blocks and plain text alike, as blocks.
fn blocks(messages: &[Value]) -> Vec<Value> {
    let messages = messages.iter().map(|message| match &message["content"] {
        Value::String(text) => {
            json!({"role": message["role"], "content": [{"type": "text", "text": text}]})
        }
        _ => message.clone(),
    });
    messages.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_reaches_the_model_in_its_order() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut messages = Vec::new();
    for at in 0..20 {
        messages.push(user(
            &format!("question {at}\nwith \"quotes\" and \u{2028} ünïcode").into(),
        ));
        messages.push(assistant(
            &json!([{"type": "text", "text": format!("answer {at}")}]),
        ));
    }
    messages.push(user(&"last".into()));
    stage.whole(&conversation(messages.clone())).await;
    assert_eq!(blocks(&stage.told()), blocks(&messages));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beginning_of_a_conversation_is_the_same_bytes_in_the_next_request() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let turns = [
        user(&"one".into()),
        assistant(&"two".into()),
        user(&"three".into()),
    ];
    stage.whole(&conversation(json!([turns[0]]))).await;
    stage.whole(&conversation(json!(turns))).await;
    let log = stage.fake.log();
    let (first, second) = (&log[0].body, &log[1].body);
    assert_eq!(first["system"], second["system"]);
    assert_eq!(first["messages"][0], second["messages"][0]);
    let told = |body: &Value| {
        let system = body["messages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|m| m["role"] == "system");
        let text = system.unwrap()["content"].to_string();
        text.split("Primary working directory")
            .nth(1)
            .unwrap()
            .chars()
            .take(60)
            .collect::<String>()
    };
    assert_eq!(
        told(first),
        told(second),
        "a folder of its own for each process would change the prompt"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_results_of_the_history_stay_pairs_with_all_they_hold() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let image = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png}});
    let mut body = conversation(json!([
        user(&"look".into()),
        assistant(&json!([
            {"type": "text", "text": "I look."},
            {"type": "tool_use", "id": "toolu_1", "name": "camera", "input": {"zoom": 2}},
            {"type": "tool_use", "id": "toolu_2", "name": "camera", "input": {}},
        ])),
        user(&json!([
            {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "seen"}, image],
             "cache_control": {"type": "ephemeral"}},
            {"type": "tool_result", "tool_use_id": "toolu_2", "is_error": true, "content": "dark"},
            {"type": "text", "text": "so?"},
        ])),
    ]));
    body["tools"] = json!([{"name": "camera", "input_schema": {"type": "object"}}]);
    stage.whole(&body).await;
    let told = stage.told();
    assert_eq!(told[1]["content"][1]["name"], "mcp__c__camera");
    assert_eq!(told[1]["content"][2]["id"], "toolu_2");
    assert_eq!(told[2]["content"][0]["content"][1], image);
    assert_eq!(told[2]["content"][1]["is_error"], true);
    assert_eq!(told[2]["content"][2]["text"], "so?");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clients_text_neither_runs_a_command_nor_opens_a_file() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let secret = stage.home.path().join("secret.txt");
    std::fs::write(&secret, "only for the person").unwrap();
    let memory = stage.home.path().join(".claude/CLAUDE.md");
    std::fs::write(&memory, "only for the person").unwrap();
    let mention = format!("look at @{} please", secret.display());
    for (text, sent) in [
        (
            "/compact",
            json!([{"type": "text", "text": "/"}, {"type": "text", "text": "compact"}]),
        ),
        (&*mention, json!([{"type": "text", "text": mention}])),
        ("!ls", json!([{"type": "text", "text": "!ls"}])),
        (
            "# remember",
            json!([{"type": "text", "text": "# remember"}]),
        ),
    ] {
        let messages = json!([
            user(&text.into()),
            assistant(&"yes".into()),
            user(&text.into())
        ]);
        stage.whole(&conversation(messages)).await;
        let told = blocks(&stage.told());
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(told[0]["content"], sent);
        assert_eq!(told[2]["content"], sent);
        assert!(!stage.asked().to_string().contains("only for the person"));
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_leaves_nothing_in_the_persons_projects() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    stage.whole(&question("a canary sings")).await;
    let mut folders = vec![stage.home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read(&path).unwrap();
                assert!(
                    !String::from_utf8_lossy(&text).contains("a canary sings"),
                    "{}",
                    path.display()
                );
            }
        }
    }
    stage.close().await;
}

/// The command would put in results, words and pictures' descriptions of its own, and the model would answer to them.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_command_would_make_up_is_refused_and_nobody_is_asked() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let call = json!([{"type": "tool_use", "id": "toolu_1", "name": "t", "input": {}}]);
    let result = json!([{"type": "tool_result", "tool_use_id": "toolu_1", "content": "r"}]);
    let junk = json!([{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGVsbG8="}}]);
    for messages in [
        json!([user(&"a".into()), assistant(&call), user(&"b".into())]),
        json!([user(&"a".into()), assistant(&"b".into()), user(&result)]),
        json!([user(&" ".into())]),
        json!([user(&json!([]))]),
        json!([user(&junk)]),
    ] {
        let (status, answer) = read(stage.send(&conversation(messages.clone())).await).await;
        assert_eq!(status, 400, "{messages}: {answer}");
    }
    assert!(stage.fake.log().is_empty());
    stage.close().await;
}
