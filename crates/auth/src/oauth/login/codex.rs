use secrecy::SecretString;

use super::scopes;
use crate::credentials::CodexTokens;
use crate::jwt::Jwt;
use crate::oauth::attempt::{Attempt, Expected, Loopback, Name, Way};
use crate::oauth::grant::{Proof, Redemption, Wanted, authorize_address, redeem};
use crate::oauth::wire::{Http, TokenAnswer, host};
use crate::oauth::{LoginError, OpenaiProvider};

/// The path of the redirect (openai/codex, `login/src/server.rs`).
const PATH: &str = "/auth/callback";
/// What openai/codex asks for; without the connectors' scopes some plans were refused later.
const SCOPES: &str =
    "openid profile email offline_access api.connectors.read api.connectors.invoke";
/// Who asks: our own name, never another client's.
pub(crate) const ORIGINATOR: &str = "ccproxy";

impl Attempt<CodexTokens> {
    /// Begins the Codex login, on one of the ports that its client id is registered with. A login server that holds one,
    /// ours or the Codex CLI's, is asked to make room; ours makes room too.
    ///
    /// # Errors
    /// The ports are taken, or the issuer is no address.
    pub async fn begin_codex(http: &Http, provider: &OpenaiProvider) -> Result<Self, LoginError> {
        let loopback = Loopback::listed(Name::Localhost, &provider.codex_ports, http).await?;
        let redirect = loopback.redirect(PATH);
        let proof = Proof::new()?;
        let wanted = Wanted {
            endpoint: (&provider.at("/oauth/authorize"), "codex.oauth.issuer"),
            client_id: &provider.codex_client_id,
            redirect: &redirect,
            scopes: &scopes(SCOPES),
            extra: &[
                ("id_token_add_organizations", "true"),
                ("codex_cli_simplified_flow", "true"),
                ("originator", ORIGINATOR),
            ],
        };
        let address = authorize_address(&wanted, &proof)?;
        let expected = Expected::new(proof.state(), redirect, None);
        let (http, provider) = (http.clone(), provider.clone());
        let way = Way {
            name: "OpenAI",
            path: PATH,
            yields: true,
            manual_address: address.clone(),
            address,
            complete: Box::new(move |code| {
                Box::pin(async move {
                    let verifier = proof.into_verifier();
                    exchanged(&http, &provider, &code.code, &code.redirect, &verifier).await
                })
            }),
            remark: |_| "",
        };
        Ok(Self::new(loopback, way, expected))
    }
}

/// Redeems a code of the Codex login.
pub(super) async fn exchanged(
    http: &Http,
    provider: &OpenaiProvider,
    code: &SecretString,
    redirect: &str,
    verifier: &SecretString,
) -> Result<CodexTokens, LoginError> {
    let redemption = Redemption {
        token_url: &provider.at("/oauth/token"),
        client_id: &provider.codex_client_id,
        code,
        redirect,
        verifier,
        extra: &[],
    };
    let answer = redeem(http, &redemption).await?;
    tokens(&answer).ok_or_else(|| LoginError::Incomplete {
        host: host(&provider.issuer),
        what: "an id token",
    })
}

/// The tokens with their account: that of the id token, else of the access token (openai/codex,
/// `login/src/token_data.rs`). Both come from the issuer itself over TLS (OpenID Connect Core, 3.1.3.7, 6).
fn tokens(answer: &TokenAnswer) -> Option<CodexTokens> {
    let (id_token, access_token) = (answer.id_token()?, answer.access_token());
    let account_id = [&id_token, &access_token]
        .into_iter()
        .find_map(|token| Jwt::read(token)?.account_id());
    Some(CodexTokens {
        id_token,
        access_token,
        refresh_token: answer.refresh_token(),
        account_id,
    })
}
