//! The scripted browser, from an authorize address to a program's callback.

use fakes::logins::{Act, Browser, BrowserError, Config, Served, Server};

use crate::support::{Callback, STATE, authorize, authorize_path, callback, open, parameter, with};

const PLAN: &str = "chatgpt.tokens.use.direct";

struct Scene {
    served: Served,
    callback: Callback,
}

async fn scene() -> Scene {
    let callback = Callback::listen().await;
    let mut config = Config::default();
    config.openai.redirect_ports.push(callback.port);
    let served = Served::start(config).await.unwrap();
    Scene { served, callback }
}

impl Scene {
    fn authorize(&self, server: Server) -> String {
        let port = self.callback.port;
        let redirect = match server {
            Server::Claude => format!("http://localhost:{port}/callback"),
            Server::Openai => format!("http://localhost:{port}/auth/callback"),
            Server::Chatgpt => format!("http://127.0.0.1:{port}/auth/callback"),
        };
        let pairs = with(authorize(server), "redirect_uri", &redirect);
        format!("{}{}", self.served.origin, authorize_path(server, &pairs))
    }
}

#[tokio::test]
async fn a_person_who_consents_comes_back_with_a_code() {
    for server in Server::ALL {
        let scene = scene().await;
        let mut browser = Browser::new();
        let page = browser
            .login(&scene.authorize(server), Act::Consent)
            .await
            .unwrap();
        assert_eq!((page.status, &*page.text), (200, "You may go.\n"));
        let seen = scene.callback.seen();
        assert_eq!(seen.len(), 1);
        let back = callback(&seen[0]);
        assert_eq!(parameter(&back, "state"), STATE);
        assert!(!parameter(&back, "code").is_empty());
        assert_eq!(scene.served.logins.violations(), []);
    }
}

#[tokio::test]
async fn a_person_who_denies_comes_back_with_an_error() {
    let scene = scene().await;
    let url = scene.authorize(Server::Openai);
    Browser::new().login(&url, Act::Deny).await.unwrap();
    let back = callback(&scene.callback.seen()[0]);
    assert_eq!(parameter(&back, "error"), "access_denied");
}

#[tokio::test]
async fn a_closed_tab_comes_back_with_nothing() {
    let scene = scene().await;
    let url = scene.authorize(Server::Claude);
    let page = Browser::new().login(&url, Act::CloseTab).await.unwrap();
    assert_eq!(page.status, 200);
    assert_eq!(scene.callback.seen(), [""; 0]);
}

#[tokio::test]
async fn a_wrong_state_comes_first_and_then_the_right_one() {
    let scene = scene().await;
    let url = scene.authorize(Server::Chatgpt);
    Browser::new()
        .login(&url, Act::WrongStateFirst)
        .await
        .unwrap();
    let states: Vec<String> = scene
        .callback
        .seen()
        .iter()
        .map(|target| parameter(&callback(target), "state"))
        .collect();
    assert_eq!(states.len(), 2);
    assert!(states[0] != STATE && states[1] == STATE);
}

#[tokio::test]
async fn a_person_may_come_twice() {
    let scene = scene().await;
    let url = scene.authorize(Server::Claude);
    Browser::new().login(&url, Act::ComeTwice).await.unwrap();
    let seen = scene.callback.seen();
    assert!(seen.len() == 2 && seen[0] == seen[1]);
}

#[tokio::test]
async fn a_noisy_browser_asks_for_an_icon_too() {
    let scene = scene().await;
    let url = scene.authorize(Server::Claude);
    let page = Browser::noisy().login(&url, Act::Consent).await.unwrap();
    assert_eq!(page.text, "You may go.\n");
    assert_eq!(scene.callback.seen()[1], "/favicon.ico");
}

#[tokio::test]
async fn a_person_may_choose_another_account_and_leave_the_plan_out() {
    let scene = scene().await;
    let url = scene.authorize(Server::Chatgpt);
    let mut browser = Browser::new();
    browser.login(&url, Act::Consent).await.unwrap();
    browser
        .login(&url, Act::ConsentAs("grace".to_owned()))
        .await
        .unwrap();
    browser
        .login(&url, Act::ConsentWithout(PLAN.to_owned()))
        .await
        .unwrap();
    let seen = scene.callback.seen();
    let back: Vec<_> = seen.iter().map(|target| callback(target)).collect();
    let clients: Vec<String> = back
        .iter()
        .map(|back| parameter(back, "client_id"))
        .collect();
    assert!(clients[0] != clients[1] && clients[0] == clients[2]);
    assert!(parameter(&back[1], "scope").contains(PLAN));
    assert!(!parameter(&back[2], "scope").contains(PLAN));
}

#[tokio::test]
async fn a_code_is_copied_where_there_is_no_listener() {
    let scene = scene().await;
    let manual = "https://platform.claude.com/oauth/code/callback";
    let pairs = with(authorize(Server::Claude), "redirect_uri", manual);
    let url = format!(
        "{}{}",
        scene.served.origin,
        authorize_path(Server::Claude, &pairs)
    );
    let mut browser = Browser::new();
    let copied = browser.copy_code(&url, Act::Consent).await.unwrap();
    let (code, state) = copied.split_once('#').unwrap();
    assert!(code.len() > 40 && state == STATE);
    let error = browser.copy_code(&url, Act::Deny).await.unwrap_err();
    assert!(error.to_string().contains("access_denied"), "{error}");
    scene
        .served
        .logins
        .configure(|config| config.auto_consent = true);
    assert!(browser.copy_code(&url, Act::Consent).await.is_ok());
}

#[tokio::test]
async fn consent_at_once_needs_no_page() {
    let scene = scene().await;
    scene
        .served
        .logins
        .configure(|config| config.auto_consent = true);
    let url = scene.authorize(Server::Openai);
    let page = Browser::new().login(&url, Act::Consent).await.unwrap();
    assert_eq!(page.text, "You may go.\n");
    assert_eq!(scene.callback.seen().len(), 1);
}

#[tokio::test]
async fn a_refused_request_has_no_form_and_says_why() {
    let scene = scene().await;
    let url = scene.authorize(Server::Openai).replace("S256", "plain");
    let error = Browser::new().login(&url, Act::Consent).await.unwrap_err();
    assert!(matches!(error, BrowserError::NoForm { status: 400, .. }));
    assert!(
        error.to_string().contains("code_challenge_method"),
        "{error}"
    );
}

#[tokio::test]
async fn a_callback_where_nobody_listens_is_the_browsers_own_page() {
    let scene = scene().await;
    let url = scene.authorize(Server::Claude);
    let port = scene.callback.port;
    let Scene {
        served: _served,
        callback,
    } = scene;
    drop(callback);
    // The listener's task ends at its next poll.
    let gone = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {}
    };
    gone.await;
    let page = Browser::new().login(&url, Act::Consent).await.unwrap();
    assert_eq!(page.status, 0);
}

#[tokio::test]
async fn it_never_leaves_this_machine() {
    let mut browser = Browser::new();
    for url in ["https://claude.com/", "http://example.test/", "file:///"] {
        let error = browser.visit(url).await.unwrap_err();
        assert!(matches!(error, BrowserError::Address(_)), "{url}");
    }
}

#[tokio::test]
async fn a_consent_needs_the_browser_that_saw_the_page() {
    let scene = scene().await;
    let target = authorize_path(Server::Claude, &authorize(Server::Claude));
    let (_, page, _) = open(&scene.served.logins, &target).await;
    let (_, rest) = page.split_once("name=\"ticket\" value=\"").unwrap();
    let ticket = rest.split('"').next().unwrap().to_owned();
    let pairs = vec![
        ("ticket", ticket),
        ("decision", "allow".to_owned()),
        ("account", "ada".to_owned()),
    ];
    let answer = crate::support::form(&scene.served.logins, "/cai/oauth/consent", &pairs).await;
    assert_eq!(answer.0, 400);
}
