use auth::token::Error;
use fakes::logins::Server;

use crate::stage::{Stage, eventually};

#[tokio::test]
async fn a_renewal_keeps_what_other_programs_wrote() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    stage.login(&*stage.claude().await).await.unwrap();
    let file = stage.stored(&stage.places().credentials);
    assert_eq!(file["mcpOAuth"]["x"], 1);
    let login = &file["claudeAiOauth"];
    assert_eq!(login["tokenType"], "kept");
    assert_eq!(login["subscriptionType"], "max");
    assert!(login["termsAcceptedAt"].is_u64());
    stage.close();
}

#[tokio::test]
async fn a_renewed_login_that_cannot_be_stored_is_used_and_stored_later() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    let path = stage.places().credentials;
    let source = stage.claude().await;
    let slow = fakes::logins::Fault::new(
        fakes::logins::Endpoint::Token,
        fakes::logins::FaultKind::SlowMs,
    );
    stage.served.logins.fault(slow.ms(300));
    let text = std::fs::read(&path).unwrap();
    let (login, ()) = tokio::join!(stage.login(&source), async {
        eventually("asked", || stage.refreshes(Server::Claude) == 1).await;
        // A folder in the file's place: no rename can replace it.
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("x"), "").unwrap();
    });
    let login = login.unwrap();
    assert!(stage.is_live(&login));
    source.reload().await;
    assert_eq!(stage.login(&source).await.unwrap().header, login.header);
    std::fs::remove_dir_all(&path).unwrap();
    std::fs::write(&path, text).unwrap();
    source.renew().await.unwrap();
    let stored = stage.stored_claude();
    let live = stored["accessToken"].as_str().unwrap();
    assert!(stage.served.logins.is_live(live));
    stage.close();
}

#[tokio::test]
async fn a_login_of_another_program_is_not_used_before_a_yes_to_the_terms() {
    let stage = Stage::new().await;
    stage.store_claude(3600);
    let path = stage.places().credentials;
    let mut file = stage.stored(&path);
    file["claudeAiOauth"]
        .as_object_mut()
        .unwrap()
        .remove("termsAcceptedAt");
    crate::stage::write(&path, &file);
    let error = stage.login(&*stage.claude().await).await.unwrap_err();
    assert!(matches!(error, Error::Terms(_)), "{error}");
    stage.close();
}
