use std::time::Duration;

use auth::credentials::CodexTokens;
use auth::oauth::{DeviceLogin, LoginError};
use auth::store::StoreError;
use fakes::logins::{Act, Browser, Config, Endpoint, Fault, FaultKind, Pending};
use secrecy::ExposeSecret;
use tokio::time::{sleep, timeout};

use crate::support::{PATIENCE, Stage};

async fn begin(stage: &Stage) -> DeviceLogin {
    DeviceLogin::begin(&stage.http, &stage.openai())
        .await
        .unwrap()
}

async fn finish(device: DeviceLogin) -> Result<CodexTokens, LoginError> {
    let finished = device.finish(|tokens| async { Ok::<_, StoreError>(tokens) });
    timeout(PATIENCE, finished).await.unwrap()
}

/// A login whose code is typed after a while.
async fn typed(stage: &Stage, act: Act) -> Result<CodexTokens, LoginError> {
    let device = begin(stage).await;
    let (page, code) = (device.address().to_owned(), device.user_code().to_owned());
    let person = async {
        sleep(Duration::from_millis(1500)).await;
        Browser::new()
            .type_device_code(&page, &code, act)
            .await
            .unwrap();
    };
    tokio::join!(finish(device), person).0
}

#[tokio::test]
async fn a_typed_code_brings_tokens_whichever_way_the_server_says_not_yet() {
    for pending in [Pending::Forbidden, Pending::NotFound] {
        let stage = Stage::with(|config| {
            config.openai.device_pending = pending;
            config.openai.usercode_alias = pending == Pending::NotFound;
        })
        .await;
        let tokens = typed(&stage, Act::Consent).await.unwrap();
        assert!(
            stage
                .served
                .logins
                .is_live(tokens.access_token.expose_secret())
        );
        let ada = Config::default().people[0].chatgpt_account_id();
        assert_eq!(tokens.account_id, Some(ada));
        assert!(stage.count("openai.device_token") >= 2, "{pending:?}");
        stage.clean();
    }
}

#[tokio::test]
async fn the_code_says_where_how_often_and_how_long() {
    let stage = Stage::with(|config| config.openai.device_interval = 7).await;
    let device = begin(&stage).await;
    assert_eq!(
        device.address(),
        format!("{}/codex/device", stage.served.origin)
    );
    assert_eq!(device.interval(), Duration::from_secs(7));
    let life = device.expires_in();
    assert!(
        life > Duration::from_secs(895) && life <= Duration::from_secs(900),
        "{life:?}"
    );
    assert!(!format!("{device:?}").contains(device.user_code()));
}

#[tokio::test]
async fn where_there_are_no_device_codes_the_other_ways_are_named() {
    let stage = Stage::with(|config| config.openai.device = false).await;
    let error = DeviceLogin::begin(&stage.http, &stage.openai())
        .await
        .unwrap_err();
    assert!(
        matches!(error, LoginError::NoDeviceCodes { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("--no-browser"), "{error}");
    stage.clean();
}

#[tokio::test]
async fn a_no_ends_the_waiting() {
    let stage = Stage::new().await;
    let error = typed(&stage, Act::Deny).await.unwrap_err();
    assert!(matches!(error, LoginError::Denied { .. }), "{error:?}");
    stage.clean();
}

#[tokio::test]
async fn a_server_that_stumbles_is_asked_again() {
    for kind in [FaultKind::Status500, FaultKind::Status429, FaultKind::Close] {
        let stage = Stage::new().await;
        stage
            .served
            .logins
            .fault(Fault::new(Endpoint::DeviceToken, kind));
        assert!(typed(&stage, Act::Consent).await.is_ok(), "{kind:?}");
        stage.clean();
    }
}

#[tokio::test]
async fn a_code_that_nobody_types_ends_after_its_life() {
    let stage = Stage::new().await;
    let device = begin(&stage).await;
    stage.served.logins.advance(901);
    let error = finish(device).await.unwrap_err();
    assert!(matches!(error, LoginError::CodeExpired), "{error:?}");
    stage.clean();
}

#[tokio::test]
async fn the_waiting_ends_by_our_own_clock_too() {
    let stage = Stage::new().await;
    let device = begin(&stage).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(900)).await;
    let error = device
        .finish(|_| async { Ok::<_, StoreError>(()) })
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::CodeExpired), "{error:?}");
    assert_eq!(stage.count("openai.device_token"), 0);
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_are_an_error() {
    let stage = Stage::new().await;
    let device = begin(&stage).await;
    let (page, code) = (device.address().to_owned(), device.user_code().to_owned());
    Browser::new()
        .type_device_code(&page, &code, Act::Consent)
        .await
        .unwrap();
    let error = device
        .finish(|_| async { Err::<(), _>(StoreError::Locked) })
        .await
        .unwrap_err();
    assert!(
        matches!(error, LoginError::Store(StoreError::Locked)),
        "{error:?}"
    );
    stage.clean();
}
