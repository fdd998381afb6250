use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Map;
use tokio_util::sync::CancellationToken;

use super::Tool;

/// What one process is offered.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    /// The endpoint's secret path, which doubles as the mark of a schema that is still to be put in its place.
    pub(super) secret: Arc<str>,
    pub(super) tools: Arc<[Tool]>,
    /// Cancelled when the process is gone.
    pub(super) gone: CancellationToken,
}

impl Offer {
    /// Puts the schemas in their places as the client wrote them: the protocol's own types would sort their members.
    pub(super) fn fill(&self, answer: &str) -> String {
        let mut filled = String::with_capacity(answer.len());
        let mut rest = answer;
        let before = format!("{{\"{}\":", self.secret);
        while let Some((text, after)) = rest.split_once(&before) {
            filled.push_str(text);
            let (number, after) = after.split_once('}').unwrap_or((after, ""));
            let tool = number.parse().ok().and_then(|at: usize| self.tools.get(at));
            filled.push_str(tool.map_or("{}", |tool| &tool.schema));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

impl ServerHandler for Offer {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let name = Implementation::new("ccproxy", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(capabilities).with_server_info(name)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = self.tools.iter().enumerate().map(|(at, tool)| {
            let mut mark = Map::new();
            mark.insert(self.secret.to_string(), at.into());
            let mut offered = rmcp::model::Tool::default();
            offered.name = tool.name.clone().into();
            offered.description = tool.description.clone().map(Into::into);
            offered.input_schema = Arc::new(mark);
            offered
        });
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    /// A call is never answered here. The command makes it as soon as its block is whole, before the message ends; the
    /// client answers it in its next request, for which there is a new process (measured with claude 2.1.331).
    async fn call_tool(
        &self,
        _: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        tokio::select! {
            () = self.gone.cancelled() => {}
            () = context.ct.cancelled() => {}
        }
        Err(ErrorData::internal_error(
            "the client answers this call in its next request",
            None,
        ))
    }
}
