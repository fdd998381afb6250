// A stand-in for the Rust side, for looking at the window without the app. It is put in before the page's own scripts,
// and never served with the app. `window.SCENARIO` names the state: words with commas, e.g. "stopped,relogin".
(() => {
  const on = new Set((window.SCENARIO ?? new URLSearchParams(location.search).get("s") ?? "").split(","));
  const now = Date.now();
  const MIN = 60_000, HOUR = 60 * MIN, DAY = 24 * HOUR;
  const long = "a-very-long-name-that-nobody-would-choose-but-somebody-has".repeat(2);
  /** @type {Map<string, Set<Function>>} */
  const heard = new Map();
  const emit = (name, payload) => { for (const hear of heard.get(name) ?? []) hear({ payload: structuredClone(payload) }); };

  const proxy = {
    phase: on.has("first") || on.has("stopped") ? "stopped" : on.has("starting") ? "starting" : on.has("finishing") ? "finishing" : on.has("port") || on.has("crash") ? "failed" : "running",
    headline: "Running on 127.0.0.1:8000",
    address: "127.0.0.1:8000", baseUrl: null, openaiBaseUrl: null,
    open: on.has("finishing") ? 2 : 0,
    hasToken: !on.has("no-token") && !on.has("first"),
    tokenLocked: on.has("locked") ? "SECURITY__AUTH_TOKEN in the environment" : null,
    problem: on.has("port") ? { title: "Port 8000 is taken by another program", message: "python3 (process 48213) is using it. Use the next free port, or quit that program and try again.", kind: "port", nextPort: 8001 }
      : on.has("crash") ? { title: "The proxy stopped", message: "It stopped by itself. Your logins are safe.", kind: "crash", nextPort: null }
      : on.has("badsettings") ? { title: "A setting can’t be used", message: "config.toml, line 4: server.port must be a number from 1 to 65535. The old value stays in force.", kind: "settings", nextPort: null } : null,
  };
  const addresses = () => { const up = proxy.phase === "running"; proxy.baseUrl = up ? `http://${proxy.address}` : null; proxy.openaiBaseUrl = up ? `http://${proxy.address}/openai/v1` : null; };
  addresses();

  const key = () => (proxy.hasToken ? "••••••••••••••••" : "not-needed");
  const python = (pkg, cls, base, ask) => `from ${pkg} import ${cls}\n\nclient = ${cls}(\n    base_url="${base}",\n    api_key="${key()}",\n)\n\n${ask}\n`;
  const askAnthropic = 'with client.messages.stream(\n    model="claude-sonnet-5-5",\n    max_tokens=1024,\n    messages=[{"role": "user", "content": "Hello!"}],\n) as stream:\n    for text in stream.text_stream:\n        print(text, end="", flush=True)\nprint()';
  const snippets = () => {
    const base = `http://${proxy.address}`;
    return [
      ["python-anthropic", "Python, Anthropic", "python", python("anthropic", "Anthropic", base, askAnthropic)],
      ["python-openai", "Python, OpenAI", "python", python("openai", "OpenAI", `${base}/openai/v1`, "answer = client.responses.create(model=\"claude-sonnet-5-5\", input=\"Hello!\")  # one line\nprint(answer.output_text)")],
      ["javascript-anthropic", "JavaScript, Anthropic", "javascript", `import Anthropic from "@anthropic-ai/sdk";\n\n// the address of ccproxy\nconst client = new Anthropic({ baseURL: "${base}", apiKey: "${key()}" });\n`],
      ["javascript-openai", "JavaScript, OpenAI", "javascript", `import OpenAI from "openai";\n\nconst client = new OpenAI({ baseURL: "${base}/openai/v1", apiKey: "${key()}" });\n`],
      ["curl", "curl, Anthropic", "shell", `curl ${base}/v1/messages \\\n  -H "content-type: application/json" \\\n${proxy.hasToken ? `  -H "x-api-key: ${key()}" \\\n` : ""}  -d '{"model": "claude-sonnet-5-5", "max_tokens": 100,\n       "messages": [{"role": "user", "content": "Hello!"}]}'\n`],
      ["curl-openai", "curl, OpenAI", "shell", `curl ${base}/openai/v1/chat/completions\n`],
      ["claude-code", "Claude Code", "shell", `export ANTHROPIC_BASE_URL=${base}\nexport ANTHROPIC_AUTH_TOKEN=${key()}\nclaude\n`],
      ["langchain", "LangChain", "python", python("langchain_openai", "ChatOpenAI", `${base}/openai/v1`, "print(client.invoke(\"Hello!\").content)")],
      ["litellm", "LiteLLM", "python", "import litellm\n"],
      ["llm", "llm", "shell", "llm -m claude-sonnet-5-5 'Hello!'\n"],
    ].map(([id, title, language, text]) => ({ id, title, language, text, hasToken: proxy.hasToken }));
  };

  const row = (label, value) => ({ label, value });
  const claudeEnd = on.has("minute") ? now + 48_000 : now + 7 * HOUR + 56 * MIN + 30_000;
  const openaiEnd = now + 9 * DAY + 3 * HOUR + 26 * MIN;
  const utc = (at) => new Date(at).toISOString().replace("T", " ").slice(0, 19) + " UTC";
  const claudeTable = {
    title: "Claude Credential Information",
    sections: [
      { heading: "Claude Account", boxed: false, rows: [row("Email", on.has("long") ? `${long}@example.org` : "sam.rivera@example.org"), row("Organization", "Rivera Studio"), row("Subscription", "Claude Max"), row("Rate Limit Tier", "default_claude_max_5x")] },
      { heading: "Token Details", boxed: true, rows: [row("Storage Location", "System keyring"), row("Token Expired", "No"), row("Expires At", utc(claudeEnd)), row("Time Remaining", "7 hours, 56 minutes"), row("Issued At", utc(now)), row("Terms Accepted At", utc(now)), row("Scopes", "org:create_api_key user:profile user:inference user:sessions:claude_code"), row("Access Token", "sk-ant-oat01...Rk7wQAA4"), row("Refresh Token", "Available")] },
    ],
    confirms: [{ name: "MAX Plan", text: "Claude Max subscription is active" }, { name: "Token Valid", text: "Access token is not expired" }, { name: "Auto-Renewal", text: "Refresh token is available for automatic renewal" }, { name: "Secure Storage", text: "Credentials are kept in the system keyring" }],
  };
  const openaiTable = {
    title: "OpenAI Credential Information",
    sections: [
      { heading: "OpenAI Account", boxed: false, rows: [row("Account ID", "8d0b7f4e-51c9-4e2a-b6f3-2a97c1d4e805"), row("Status", "Active"), row("Plan Type", "PLUS"), row("User ID", "user-Xk29vQmT7LrB4nWp8sYd")] },
      { heading: "Token Details", boxed: true, rows: [row("Storage Location", "/home/user/.codex/auth.json"), row("Algorithm", "RS256"), row("Token Type", "JWT"), row("Key ID", "3f6c1e0a-92d4-4b7e-8a15-c0de51ab7f20"), row("Token Expired", "No"), row("Expires At", utc(openaiEnd)), row("Time Remaining", "9 days, 3 hours, 26 minutes"), row("Issued At", utc(now)), row("Issuer", "https://auth.openai.com"), row("Audience", "https://api.openai.com/v1"), row("JWT ID", "b71f2c90-6a3d-4f18-9e57-04dd8ac6312b"), row("Access Token", "eyJhbGciOiJS...Vt0mJpWc"), row("Refresh Token", "Available")] },
    ],
    confirms: [{ name: "PLUS Plan", text: "ChatGPT Plus subscription is active" }, { name: "Token Valid", text: "Access token is not expired" }, { name: "Auto-Renewal", text: "Refresh token is available for automatic renewal" }, { name: "Storage", text: "Credentials are stored in $HOME/.codex/auth.json" }],
  };
  const card = (id, title, more) => ({ id, title, state: "missing", word: "Not signed in", account: null, plan: null, expiresAt: null, storage: null, nextStep: null, installed: true, planUse: null, table: null, ...more });
  const none = on.has("none") || on.has("first");
  const relogin = on.has("relogin");
  const claude = none ? {} : relogin
    ? { state: "needs-login", word: "Login needed", account: "sam.rivera@example.org", plan: "Claude Max", storage: "System keyring", nextStep: "Claude no longer accepts this login. Log in again; nothing was deleted.", table: claudeTable }
    : { state: on.has("keyring") ? "locked" : "valid", word: on.has("keyring") ? "Locked" : "Active", account: on.has("long") ? `${long}@example.org` : "sam.rivera@example.org", plan: "Claude Max", expiresAt: claudeEnd, storage: "System keyring", table: on.has("keyring") ? null : claudeTable };
  const accounts = {
    keyring: on.has("keyring") ? { state: "locked", why: null } : { state: "available", why: null },
    terms: { notice: "Anthropic’s terms keep this login for Claude Code and Anthropic’s own apps, and do not permit other programs to offer it or to send requests with it; Anthropic may refuse such requests. An API key, or Claude Code that you sign in to yourself, are the ways that always work.", link: "https://code.claude.com/docs/en/legal-and-compliance" },
    claudeMode: "auto",
    cards: [
      card("claude-code", "Claude Code", none ? { installed: false, word: "Not installed" } : on.has("no-cc") ? { installed: true } : { state: "valid", word: "Signed in", account: "sam.rivera@example.org", nextStep: "Claude Code keeps this login. ccproxy never changes it." }),
      card("claude-key", "Claude API key", on.has("keys") ? { state: "valid", word: "Stored", account: "sk-ant-api03...Zk8wQAA1", storage: "System keyring" } : { word: "No key" }),
      card("claude", "Claude plan", claude),
      card("codex", "OpenAI (Codex login)", none ? {} : { state: "valid", word: "Active", account: "sam.rivera@example.org", plan: "ChatGPT Plus", expiresAt: openaiEnd, storage: "/home/user/.codex/auth.json", table: openaiTable }),
      card("chatgpt", "ChatGPT plan", on.has("chatgpt") ? { state: "valid", word: "Active", account: "sam.rivera@example.org", plan: "ChatGPT Plus", planUse: true, expiresAt: now + HOUR } : { nextStep: none ? null : "Uses your own Plus or Pro plan through OpenAI’s official sign-in." }),
      card("openai-key", "OpenAI API key", { word: "No key" }),
    ],
    codexEnabled: true, codexLocked: on.has("locked") ? "CODEX__ENABLED in the environment" : null, login: null,
  };
  let login = 0;
  const setLogin = (value) => { accounts.login = value; emit("accounts", accounts); };

  const clients = ["Claude Code", "zed", "python", "backup-script", "curl", null];
  const models = [["claude-sonnet-5-5", "claude"], ["gpt-5-codex", "codex"], ["claude-haiku-4-5", "claude"], ["claude-opus-4-1-20250805", "claude"]];
  const request = (id) => {
    const [model, provider] = models[id % 4];
    const live = id > 58;
    const status = live ? null : id % 13 === 5 ? 429 : id === 51 ? 401 : id % 17 === 3 ? 500 : 200;
    return { id, startedAt: now - (62 - id) * 9137, method: "POST", path: "/v1/messages", format: "messages", model: status === 401 ? null : model, asked: id % 7 === 0 ? "gpt-4o" : null, provider: status === 401 ? null : provider, client: on.has("long") ? long : clients[id % 6], streaming: id % 2 === 0, status, firstByteMs: live ? (id % 2 ? 840 : null) : 300 + (id * 137) % 900, durationMs: live ? null : id % 11 === 0 ? 187_000 : 900 + (id * 911) % 21_000, inputTokens: live ? null : (id * 7919) % 42_000, outputTokens: live ? null : (id * 331) % 3900, cachedTokens: id % 3 ? null : 16_310, error: status === 500 ? "The provider closed the connection in the middle of the answer." : null, requestId: `req_01JQ7V8ZK${id}`, ignored: id % 7 === 0 ? ["logit_bias", "seed"] : [] };
  };
  const rows = on.has("idle") || on.has("first") ? [] : Array.from({ length: 60 }, (_, at) => request(at + 1)).reverse();

  const setting = (key, kind, value, more = {}) => ({ key, kind, choices: [], value, default: value, help: "", origin: "default", locked: false, ...more });
  const settings = {
    rows: [
      setting("server.host", "text", "127.0.0.1"),
      setting("server.port", "number", "8000", on.has("locked") ? { origin: "SERVER__PORT in the environment", locked: true } : { origin: "config.toml" }),
      setting("server.allowed_hosts", "list", '["box.local","192.168.1.4"]', { origin: "config.toml" }),
      setting("server.allowed_origins", "list", "[]"),
      setting("claude.mode", "choice", "auto", { choices: ["auto", "api", "code"] }),
      setting("claude.cache", "choice", "auto", { choices: ["auto", "off"] }),
      setting("credentials.store", "choice", "auto", { choices: ["auto", "keyring", "file"] }),
      setting("models.aliases", "map", '{"gpt-4o":"claude-sonnet-5-5","gpt-4o-mini":"claude-haiku-4-5"}', { origin: "config.toml" }),
      setting("translation.strict", "switch", "false"),
      setting("log.level", "choice", "debug", { choices: ["error", "warn", "info", "debug", "trace"], origin: "config.toml" }),
    ],
    launchAtLogin: true, file: "/home/user/.config/ccproxy/config.toml", problem: on.has("badsettings") ? "config.toml, line 4: server.port must be a number from 1 to 65535." : null,
  };

  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const change = () => { addresses(); emit("proxy-state", proxy); };
  const fails = (/** @type {string} */ why) => Promise.reject(why);
  const commands = {
    app_info: () => ({ version: "0.1.0", demo: false, trayShown: !on.has("no-tray"), platform: "linux", firstRun: on.has("first"), logFile: "/home/user/.local/state/ccproxy/ccproxy.log", settingsFile: settings.file }),
    proxy_state: () => proxy,
    start_proxy: async () => { proxy.phase = "starting"; change(); await wait(300); proxy.phase = "running"; proxy.problem = null; change(); },
    stop_proxy: async () => { proxy.phase = "stopped"; change(); },
    use_next_port: async () => { proxy.address = "127.0.0.1:8001"; proxy.problem = null; proxy.phase = "running"; change(); },
    copy: () => (on.has("no-copy") ? fails("The clipboard can’t be reached. Try again.") : undefined),
    show_auth_token: () => "ccp_Jx3kq0d8Zt2bLw5Yv9Hf1Rn7Qx2",
    set_auth_token: async ({ on: wanted }) => { await wait(100); if (on.has("no-switch")) return fails("The keyring is locked. Unlock it and try again."); proxy.hasToken = wanted; change(); },
    new_auth_token: () => undefined,
    snippets,
    accounts: () => (on.has("loading") ? new Promise(() => {}) : on.has("unread") ? fails("The keyring gave no answer. Try again.") : accounts),
    begin_login: async ({ kind }) => { const mine = ++login; setLogin({ kind, phase: "waiting", message: null, canPaste: kind === "claude", firstPlanUse: false }); if (kind === "chatgpt") setTimeout(() => login === mine && setLogin({ kind, phase: "done", message: "Logged in as sam.rivera@example.org", canPaste: false, firstPlanUse: true }), 400); },
    paste_login: ({ text }) => (text === "bad" ? fails("This is not the code that the page shows. Copy all of it, with the part after the #.") : setLogin({ kind: "claude", phase: "done", message: "Logged in as sam.rivera@example.org", canPaste: true, firstPlanUse: false })),
    cancel_login: () => { login++; setLogin(null); },
    save_key: async ({ key: typed }) => { await wait(100); if (!typed.startsWith("sk-")) return fails("An Anthropic key starts with sk-ant-. Check that you copied all of it."); },
    renew_login: () => wait(300),
    log_out: () => "Logged out. Nothing is stored any more.",
    set_codex: ({ on: wanted }) => { accounts.codexEnabled = wanted; emit("accounts", accounts); },
    activity: () => (on.has("loading") ? new Promise(() => {}) : { rows, live: rows.filter((one) => one.durationMs === null).length }),
    settings: () => (on.has("loading") ? new Promise(() => {}) : settings),
    set_setting: async ({ key: name, value }) => { await wait(80); if (name === "server.port" && !/^\d+$/.test(value)) return fails("server.port must be a number from 1 to 65535."); const one = settings.rows.find((each) => each.key === name); one.value = value; one.origin = "config.toml"; emit("settings", settings); },
    unset_setting: ({ key: name }) => { const one = settings.rows.find((each) => each.key === name); one.value = one.default; one.origin = "default"; emit("settings", settings); },
    set_launch_at_login: ({ on: wanted }) => { settings.launchAtLogin = wanted; emit("settings", settings); },
  };

  window.STUB = { calls: [], emit, setLogin, proxy, change, accounts };
  window.__TAURI__ = {
    core: {
      invoke: async (name, given) => { window.STUB.calls.push(name); await null; const answer = await commands[name]?.(given ?? {}); return answer === undefined ? null : structuredClone(answer); },
    },
    event: { listen: async (name, hear) => { if (!heard.has(name)) heard.set(name, new Set()); heard.get(name).add(hear); return () => heard.get(name).delete(hear); } },
  };
})();
