// @ts-check
// The way to the Rust side: every call that the window makes stands here.

const { core, event } = window.__TAURI__;

/**
 * The state of the proxy; `src-tauri/commands/view.rs` makes it.
 * @typedef {object} View
 * @property {"stopped" | "starting" | "running" | "finishing" | "failed"} phase
 * @property {string} headline the state in one short line
 * @property {string | null} problem the cause and the next step, where something is wrong
 * @property {string | null} baseUrl
 * @property {number} open requests that are open now
 * @property {boolean} hasToken
 */

/** @typedef {"anthropic-base-url" | "openai-base-url" | "auth-token"} Copied */

/** @returns {Promise<View>} */
export const state = () => core.invoke("proxy_state");

/** @returns {Promise<void>} */
export const start = () => core.invoke("start_proxy");

/** @returns {Promise<void>} */
export const stop = () => core.invoke("stop_proxy");

/**
 * Copies without the window seeing what. Rejects with a sentence for the person.
 * @param {Copied} what
 * @returns {Promise<void>}
 */
export const copy = (what) => core.invoke("copy_endpoint", { what });

/** @returns {Promise<boolean>} */
export const trayShown = () => core.invoke("tray_shown");

/** @returns {Promise<void>} */
export const closeWindow = () => core.invoke("close_window");

/** @returns {Promise<void>} */
export const quit = () => core.invoke("quit");

/**
 * Calls back with each new state.
 * @param {(view: View) => void} show
 */
export const onState = (show) => event.listen("proxy-state", ({ payload }) => show(payload));
