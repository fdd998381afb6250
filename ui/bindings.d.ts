// The window's contract with Rust, written from the types in src-tauri/views by a test; not to be edited.
// All times are Unix milliseconds unless the name says otherwise. No payload holds a secret, but for `show_auth_token`.
// Events: `proxy-state` ProxyView, `accounts` AccountsView, `activity` ActivityView, `settings` SettingsView, `show` ShowView.

/** `proxy_state`, event `proxy-state`. */
export type ProxyView = {
/** Which of the states it is. */
phase: "stopped" | "starting" | "running" | "finishing" | "failed",
/** The state in one short line: `Running on 127.0.0.1:8000`. */
headline: string,
/** Where it listens; while stopped, where it would listen. */
address: string | null,
/** The base URL of Anthropic clients, only while it runs. */
baseUrl: string | null,
/** The base URL of OpenAI clients, only while it runs. */
openaiBaseUrl: string | null,
/** How many requests are open. */
open: number,
/** Whether clients must send an auth token. The token itself stays in Rust. */
hasToken: boolean,
/** Who sets the auth token where the switch cannot. */
tokenLocked: string | null,
/** What is wrong, with the next step. */
problem: {
/** What, in a few words. */
title: string,
/** Why, and what to do. */
message: string,
/** Which way out there is. */
kind: "port" | "crash" | "start" | "settings",
/** A free port near the one that is taken. */
nextPort: number | null, } | null, };

/** `app_info`. */
export type AppInfo = {
/** The version. */
version: string,
/** Whether the embedded provider answers. */
demo: boolean,
/** Whether this desktop shows the tray icon. */
trayShown: boolean,
/** The system. */
platform: "linux" | "macos" | "windows",
/** Whether nothing was set up yet: no account, and the window was never closed. */
firstRun: boolean,
/** The present log file. */
logFile: string | null,
/** `config.toml`. */
settingsFile: string, };

/** Event `show`: go to a view, and open a dialog there. It comes from the tray or from a notification. */
export type ShowView = {
/** Where to go. */
view: "connect" | "accounts",
/** The dialog to open there. */
dialog: "claude" | "openai" | null, };

/** `snippets`. */
export type SnippetView = {
/** What the copy command takes. */
id: string,
/** What it is for. */
title: string,
/** How it is coloured. */
language: "python" | "javascript" | "shell" | "toml" | "json",
/** The code. */
text: string,
/** Whether a token stands in it. */
hasToken: boolean, };

/** `accounts`, event `accounts`. */
export type AccountsView = {
/** How the system's keyring stands. */
keyring: { state: "available" | "locked" | "absent" | "failing" | "off", why: string | null, },
/** The notice about the Claude plan's terms. */
terms: { notice: string, link: string, },
/** Which way to Claude is used. */
claudeMode: "auto" | "api" | "code",
/** The accounts, in the order to be shown. */
cards: Array<AccountCard>,
/** Whether the Codex provider is on. */
codexEnabled: boolean,
/** Who sets that where the switch cannot. */
codexLocked: string | null,
/** The login that is under way, or has just ended. */
login: LoginProgress | null, };

/** The accounts by name. */
export type AccountId = "claude-code" | "claude-key" | "claude" | "codex" | "chatgpt" | "openai-key";

/** One account. */
export type AccountCard = {
/** Which. */
id: AccountId,
/** Its name. */
title: string,
/** How it stands. */
state: "valid" | "renews" | "expired" | "missing" | "locked" | "unreadable" | "needs-login",
/** The same in a word or two. */
word: string,
/** Whose it is. */
account: string | null,
/** The plan in words. */
plan: string | null,
/** When its token ends. */
expiresAt: number | null,
/** Where it is kept. */
storage: string | null,
/** What to do, in one sentence. */
nextStep: string | null,
/** Claude Code: whether the command is there. True for the others. */
installed: boolean,
/** ChatGPT: whether the plan may be used. */
planUse: boolean | null,
/** All about it, where something is stored. */
table: ReportTable | null, };

/** The credential table. */
export type ReportTable = { title: string, sections: Array<{ heading: string, rows: Array<{ label: string, value: string, }>, boxed: boolean, }>, confirms: Array<{ name: string, text: string, }>, };

/** The login that is under way, or has just ended. */
export type LoginProgress = {
/** Which login. */
kind: "claude" | "codex" | "chatgpt" | "claude-code",
/** How far it is. */
phase: "waiting" | "finishing" | "done" | "failed",
/** What came of it, or what to do. */
message: string | null,
/** Whether a code from the browser can be pasted. */
canPaste: boolean,
/** Whether a ChatGPT plan is used for the first time, which is said once. */
firstPlanUse: boolean, };

/** `activity`, event `activity`: at most 10 a second, each with the rows that changed. */
export type ActivityView = {
/** The rows. */
rows: Array<ActivityRow>,
/** How many requests are open. */
live: number, };

/** One request. */
export type ActivityRow = { id: number, startedAt: number, method: string, path: string, format: "messages" | "chat" | "responses" | "models" | "other",
/** The model that answers. */
model: string | null,
/** The one that the client named, where that differs. */
asked: string | null, provider: string | null,
/** From the user agent's first word. */
client: string | null, streaming: boolean,
/** Null while it is open. */
status: number | null, firstByteMs: number | null,
/** Null while it is open. */
durationMs: number | null, inputTokens: number | null, outputTokens: number | null, cachedTokens: number | null, error: string | null, requestId: string | null, ignored: Array<string>, };

/** `settings`, event `settings`. */
export type SettingsView = {
/** Every setting, in the order of the table. */
rows: Array<SettingRow>,
/** Whether the app starts with the session; nothing where that cannot be told. */
launchAtLogin: boolean | null,
/** `config.toml`. */
file: string,
/** Why the file's present state is not in force. */
problem: string | null, };

/** One setting. */
export type SettingRow = {
/** The dotted path. */
key: string,
/** What kind of value it takes. */
kind: "text" | "choice" | "switch" | "number" | "size" | "time" | "path" | "list" | "map" | "secret",
/** The words of a choice. */
choices: Array<string>,
/** The value as it was written; a secret masked. */
value: string | null,
/** What holds where nobody sets one. */
default: string | null,
/** One sentence about it. */
help: string,
/** Where the value comes from. */
origin: string,
/** Whether something stronger than the file sets it. */
locked: boolean, };

/** What can be copied. */
export type CopyTarget = { "kind": "anthropic-base-url" } | { "kind": "openai-base-url" } | { "kind": "auth-token" } | { "kind": "snippet",
/** Its name. */
id: string, } | { "kind": "curl",
/** Its number. */
id: number, } | { "kind": "account-row",
/** Whose. */
id: AccountId,
/** The section's place in the table. */
section: number,
/** The row's place in the section. */
row: number, };

/** The commands: name, arguments, result. Each rejects with one sentence for the person. */
export interface Commands {
  app_info(): AppInfo;
  proxy_state(): ProxyView;
  start_proxy(): void;
  stop_proxy(): void;
  use_next_port(): void;
  copy(a: { what: CopyTarget }): void;
  show_auth_token(): string | null;
  set_auth_token(a: { on: boolean }): void;
  new_auth_token(): void;
  snippets(): SnippetView[];
  accounts(): AccountsView;
  begin_login(a: { kind: "claude" | "codex" | "chatgpt" | "claude-code"; acceptedTerms: boolean }): void;
  reopen_browser(): void;
  paste_login(a: { text: string }): void;
  cancel_login(): void;
  save_key(a: { vendor: "anthropic" | "openai"; key: string }): void;
  renew_login(a: { id: "claude" | "codex" | "chatgpt" }): void;
  log_out(a: { id: AccountId }): string;
  set_codex(a: { on: boolean }): void;
  use_file_store(): void;
  refresh_accounts(): void;
  activity(): ActivityView;
  settings(): SettingsView;
  set_setting(a: { key: string; value: string }): void;
  unset_setting(a: { key: string }): void;
  set_launch_at_login(a: { on: boolean }): void;
  open_link(a: { link: "terms" | "claude-code-install" | "chatgpt-usage" | "docs" | "anthropic-keys" | "openai-keys" }): void;
  show_file(a: { which: "settings" | "log" | "credentials" }): void;
  window_ready(): void;
  close_window(): void;
  quit(): void;
}
