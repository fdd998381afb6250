//! The settings that the guide shows, in Codex' own file.

use anyhow::{Context as _, Result, ensure};
use e2e::Stage;
use e2e::codex::Codex;
use e2e::stage::TOKEN;

use crate::{HELLO, asked, program};

const GUIDE: &str = include_str!("../../../docs/gpt-models.md");

#[tokio::test]
async fn the_file_that_the_guide_shows_is_enough() -> Result<()> {
    let Some(program) = program()? else {
        return Ok(());
    };
    let (_, rest) = GUIDE.split_once("```toml\n").context("no file")?;
    let (file, _) = rest.split_once("```").context("no end of the file")?;
    let stage = Stage::new().await?;
    let file = file.replace("http://127.0.0.1:8000", &stage.gateway.url());
    ensure!(file.contains(&stage.gateway.url()), "no address: {file}");
    let codex = Codex::new(&program)?;
    let folder = codex.home().home().join(".codex");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("config.toml"), file)?;
    let text = format!("export CCPROXY_API_KEY={TOKEN}\ncodex\n");
    let run = codex.paste(&text, "say hi").await?;
    ensure!(run.text()? == HELLO, "{run:#?}");
    let requests = asked(&stage.fake).await?;
    ensure!(requests.len() == 1, "{requests:#?}");
    stage.close().await
}
