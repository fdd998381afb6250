use auth::credentials::ChatgptClient;
use auth::oauth::{Attempt, ChatgptSignIn, LoginError, Prompt};
use fakes::logins::{Act, CallbackClient, Endpoint, Fault, FaultKind, IdToken};
use secrecy::ExposeSecret;

use crate::support::{Stage, finish, login, parameter};

const PLAN: &str = "chatgpt.tokens.use.direct";

async fn begin(stage: &Stage, client: &ChatgptClient) -> Attempt<ChatgptSignIn> {
    Attempt::begin_chatgpt(&stage.http, &stage.openai(), client, Prompt::Usual)
        .await
        .unwrap()
}

async fn first(stage: &Stage) -> Result<ChatgptSignIn, LoginError> {
    let client = ChatgptClient::new_installation().unwrap();
    login(begin(stage, &client).await, Act::Consent).await.0
}

#[tokio::test]
async fn the_first_sign_in_registers_the_installation() {
    let stage = Stage::new().await;
    let client = ChatgptClient::new_installation().unwrap();
    let attempt = begin(&stage, &client).await;
    let address = attempt.address().to_owned();
    assert_eq!(parameter(&address, "agent_name_hint"), "ccproxy");
    assert!(parameter(&address, "redirect_uri").starts_with("http://127.0.0.1:"));
    let (outcome, page) = login(attempt, Act::Consent).await;
    let ChatgptSignIn {
        login,
        client: kept,
    } = outcome.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Logged in to ChatGPT"), "{}", page.text);
    assert_eq!(kept.host_id, client.host_id);
    assert_eq!(kept.client_id.as_deref(), Some(&*login.client_id));
    assert_eq!(kept.issuer.as_deref(), Some(&*stage.served.origin));
    assert!(login.may_use_plan());
    assert_eq!(login.email.as_deref(), Some("ada@example.test"));
    assert_eq!(login.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(login.plan.as_deref(), Some("plus"));
    assert_eq!(
        login.subject,
        stage.served.logins.config().people[0].chatgpt_user_id()
    );
    assert!(
        stage
            .served
            .logins
            .is_live(login.access_token.expose_secret())
    );
    let earliest = login.earliest_refresh_at.unwrap();
    assert!(earliest > login.issued_at.unwrap() && earliest < login.expires_at.unwrap());
    stage.clean();
}

#[tokio::test]
async fn later_sign_ins_use_the_issued_client_and_no_name() {
    let stage = Stage::new().await;
    let before = first(&stage).await.unwrap();
    let attempt = begin(&stage, &before.client).await;
    assert_eq!(
        parameter(attempt.address(), "client_id"),
        before.login.client_id
    );
    assert_eq!(parameter(attempt.address(), "agent_name_hint"), "");
    let after = login(attempt, Act::Consent).await.0.unwrap();
    assert_eq!(after.client, before.client);
    stage.clean();
}

#[tokio::test]
async fn a_client_of_another_issuer_is_registered_anew() {
    let stage = Stage::new().await;
    let client = ChatgptClient {
        client_id: Some("oaiapp_of_another_issuer".to_owned()),
        issuer: Some("https://other.example.test".to_owned()),
        ..ChatgptClient::new_installation().unwrap()
    };
    let after = login(begin(&stage, &client).await, Act::Consent)
        .await
        .0
        .unwrap();
    assert_ne!(after.client.client_id, client.client_id);
    assert_eq!(after.client.host_id, client.host_id);
    stage.clean();
}

#[tokio::test]
async fn a_sign_in_without_the_plan_is_kept_and_marked() {
    let stage = Stage::new().await;
    let client = ChatgptClient::new_installation().unwrap();
    let act = Act::ConsentWithout(PLAN.to_owned());
    let (outcome, page) = login(begin(&stage, &client).await, act).await;
    let before = outcome.unwrap();
    assert!(!before.login.may_use_plan());
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("Your plan was left out"),
        "{}",
        page.text
    );
    // Then they are asked again.
    let attempt = Attempt::begin_chatgpt(
        &stage.http,
        &stage.openai(),
        &before.client,
        Prompt::Consent,
    )
    .await;
    let attempt = attempt.unwrap();
    assert_eq!(parameter(attempt.address(), "prompt"), "consent");
    let after = login(attempt, Act::Consent).await.0.unwrap();
    assert!(after.login.may_use_plan());
    stage.clean();
}

#[tokio::test]
async fn every_id_token_but_the_right_one_is_refused() {
    for how in [
        IdToken::Absent,
        IdToken::WrongNonce,
        IdToken::NoNonce,
        IdToken::WrongAudience,
        IdToken::WrongIssuer,
        IdToken::Expired,
        IdToken::Unsigned,
        IdToken::WrongKey,
        IdToken::UnknownKey,
        IdToken::PublicKeyAsSecret,
        IdToken::Tampered,
    ] {
        let stage = Stage::with(|config| config.chatgpt.id_token = how).await;
        let client = ChatgptClient::new_installation().unwrap();
        let (outcome, page) = login(begin(&stage, &client).await, Act::Consent).await;
        let error = outcome.unwrap_err();
        let refused = match how {
            IdToken::Absent => matches!(error, LoginError::Incomplete { .. }),
            _ => matches!(error, LoginError::IdToken { .. }),
        };
        assert!(refused, "{how:?}: {error:?}");
        assert_eq!(page.status, 400, "{how:?}");
        let keys = if how == IdToken::UnknownKey { 2 } else { 1 };
        assert_eq!(stage.count("openai.jwks"), keys, "{how:?}");
        stage.clean();
    }
}

#[tokio::test]
async fn keys_that_change_during_a_sign_in_are_looked_up_once_more() {
    let stage = Stage::new().await;
    let client = ChatgptClient::new_installation().unwrap();
    let attempt = begin(&stage, &client).await;
    let logins = stage.served.logins.clone();
    // The issuer changes its keys between our look at them and the exchange.
    let rotate = async {
        while stage.count("openai.jwks") == 0 {
            tokio::task::yield_now().await;
        }
        logins.configure(|config| config.rotated_keys = true);
    };
    let ((outcome, _), ()) = tokio::join!(login(attempt, Act::Consent), rotate);
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(stage.count("openai.jwks"), 2);
    stage.clean();
}

#[tokio::test]
async fn a_first_sign_in_without_a_client_id_is_none() {
    let stage = Stage::with(|c| c.chatgpt.callback_client = CallbackClient::Absent).await;
    let error = first(&stage).await.unwrap_err();
    assert!(matches!(error, LoginError::NotRegistered), "{error:?}");
    assert_eq!(stage.count("chatgpt.token"), 0);
    stage.clean();
}

#[tokio::test]
async fn another_client_id_is_refused_before_the_code_is_spent() {
    let stage = Stage::new().await;
    let before = first(&stage).await.unwrap();
    let asked = stage.count("chatgpt.token");
    let logins = &stage.served.logins;
    logins.configure(|c| c.chatgpt.callback_client = CallbackClient::Different);
    let error = login(begin(&stage, &before.client).await, Act::Consent)
        .await
        .0
        .unwrap_err();
    assert!(matches!(error, LoginError::OtherClient), "{error:?}");
    logins.configure(|c| c.chatgpt.callback_client = CallbackClient::Issued);
    // Another person's client is another client.
    let act = Act::ConsentAs("grace".to_owned());
    let error = login(begin(&stage, &before.client).await, act)
        .await
        .0
        .unwrap_err();
    assert!(matches!(error, LoginError::OtherClient), "{error:?}");
    assert_eq!(stage.count("chatgpt.token"), asked);
    stage.clean();
}

#[tokio::test]
async fn a_later_sign_in_may_leave_the_client_id_out() {
    let stage = Stage::new().await;
    let before = first(&stage).await.unwrap();
    stage
        .served
        .logins
        .configure(|c| c.chatgpt.callback_client = CallbackClient::Absent);
    let after = login(begin(&stage, &before.client).await, Act::Consent)
        .await
        .0
        .unwrap();
    assert_eq!(after.client, before.client);
    stage.clean();
}

#[tokio::test]
async fn an_issuer_by_another_name_is_refused_before_the_code_is_spent() {
    let stage = Stage::with(|c| c.issuer = Some("https://other.example.test".to_owned())).await;
    let error = first(&stage).await.unwrap_err();
    assert!(matches!(error, LoginError::Discovery { .. }), "{error:?}");
    assert_eq!(stage.count("chatgpt.token"), 0);
    stage.clean();
}

#[tokio::test]
async fn a_failure_of_discovery_or_keys_ends_the_sign_in_before_the_code_is_spent() {
    for endpoint in [Endpoint::Discovery, Endpoint::Jwks] {
        for kind in [
            FaultKind::Status500,
            FaultKind::Garbage,
            FaultKind::Close,
            FaultKind::Redirect,
        ] {
            let stage = Stage::new().await;
            stage.served.logins.fault(Fault::new(endpoint, kind));
            let error = first(&stage).await.unwrap_err();
            assert!(
                matches!(
                    error,
                    LoginError::Busy { .. } | LoginError::Unanswered { .. }
                ),
                "{endpoint:?} {kind:?}: {error:?}"
            );
            assert_eq!(stage.count("chatgpt.token"), 0);
            stage.clean();
        }
    }
}

#[tokio::test]
async fn a_no_ends_the_sign_in() {
    let stage = Stage::new().await;
    let client = ChatgptClient::new_installation().unwrap();
    let (outcome, page) = login(begin(&stage, &client).await, Act::Deny).await;
    assert!(matches!(outcome.unwrap_err(), LoginError::Denied { .. }));
    assert!(
        page.text.contains("Not logged in to ChatGPT"),
        "{}",
        page.text
    );
    stage.clean();
}

#[tokio::test]
async fn a_second_sign_in_works_while_the_first_is_pending() {
    let stage = Stage::new().await;
    let client = ChatgptClient::new_installation().unwrap();
    let (old, new) = (begin(&stage, &client).await, begin(&stage, &client).await);
    let old_address = old.address().to_owned();
    let waiting = tokio::spawn(finish(old));
    assert!(login(new, Act::Consent).await.0.is_ok());
    assert!(!waiting.is_finished());
    assert!(
        fakes::logins::Browser::new()
            .login(&old_address, Act::Consent)
            .await
            .is_ok()
    );
    assert!(waiting.await.unwrap().is_ok());
    stage.clean();
}
