// What the window knows. Rust says it; the window only keeps the latest, and tells who shows it.

import { call, listen } from "./commands.js";
import { mergeRows } from "./pure/rows.js";

/** @type {Known} */
export const state = {
  app: null,
  proxy: null,
  accounts: null,
  activity: null,
  live: 0,
  settings: null,
  snippets: null,
  failed: {},
};

const changes = new EventTarget();

/** Calls back after each change of one of the parts. @param {Part[]} parts @param {() => void} hear @param {AbortSignal} signal */
export function onChange(parts, hear, signal) {
  for (const part of parts) changes.addEventListener(part, hear, { signal });
}

/** @param {Part} part */
const tell = (part) => changes.dispatchEvent(new Event(part));

/** Keeps what Rust says about a part. @param {Part} part @param {any} value */
function keep(part, value) {
  delete state.failed[part];
  if (part === "activity") {
    state.activity = mergeRows(state.activity ?? [], value.rows);
    state.live = value.live;
  } else {
    state[part] = /** @type {never} */ (value);
  }
  if (part === "proxy") readCode(value);
  tell(part);
}

const COMMANDS = /** @type {const} */ ({ app: "app_info", proxy: "proxy_state" });

/** Asks for a part anew. @param {Part} part */
export async function read(part) {
  try {
    keep(part, await call(part === "app" || part === "proxy" ? COMMANDS[part] : part));
  } catch (error) {
    state.failed[part] = error instanceof Error ? error.message : String(error);
    tell(part);
  }
}

/** Empties the list of requests that the window shows. */
export function clearActivity() {
  state.activity = (state.activity ?? []).filter((row) => row.durationMs === null);
  tell("activity");
}

let written = "";

/** The code holds the address, and a mask where there is a token: it changes when they do. @param {ProxyView} view */
function readCode({ address, baseUrl, hasToken }) {
  const now = [address, baseUrl, hasToken].join();
  if (now === written) return;
  written = now;
  void read("snippets");
}

/**
 * Hears all that changes, then asks for all there is. Listening comes first: nothing in between is missed. It waits for
 * what the first drawing needs, and not for logins, which a keyring may hold back.
 */
export async function begin() {
  const parts = /** @type {const} */ (["accounts", "activity", "settings"]);
  const heard = parts.map((part) => listen(part, (view) => keep(part, view)));
  await Promise.all([listen("proxy-state", (view) => keep("proxy", view)), ...heard]);
  for (const part of parts) void read(part);
  await Promise.all([read("app"), read("proxy")]);
}
