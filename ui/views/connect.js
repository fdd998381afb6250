// Connect: does it run, where, and how do I use it.

import { banner, call, define, DrawnElement, h, read, S, smallButton, state } from "../elements/basics.js";
import { openLogin } from "../elements/login-dialog.js";
import { loginNeeded, vendorOf } from "../pure/accounts.js";

class ConnectView extends DrawnElement {
  draw() {
    const needed = state.accounts?.cards.filter(loginNeeded) ?? [];
    return h(
      "section.view",
      { test: "view-connect" },
      h("header.view-head", h("h1", S.connect.title)),
      h(
        "div.sections",
        this.#problem(),
        unread(),
        needed.map(login),
        h("endpoint-card", { key: "endpoint" }),
        h("snippet-picker", { key: "snippets" }),
        state.app?.trayShown === false ? noTray() : null,
      ),
    );
  }

  #problem() {
    const { problem, phase } = state.proxy ?? {};
    if (!problem) return null;
    return banner({
      key: "problem",
      test: "problem",
      status: phase === "failed" ? "bad" : "warn",
      title: problem.title,
      text: problem.message,
      outcome: this.outcome("mend"),
      actions: this.#waysOut(problem, phase === "failed"),
    });
  }

  /** @param {Problem} problem @param {boolean} failed */
  #waysOut({ kind, nextPort }, failed) {
    const { busy } = this.outcome("mend");
    const start = this.doing("mend", () => call("start_proxy"));
    /** @param {boolean} [turns] whether its icon turns */
    const again = (turns) => smallButton(S.tryAgain, start, { icon: "refresh", busy: turns, test: "try-again" });
    const main = (/** @type {string} */ test) => /** @type {const} */ ({ kind: "primary", busy, test });
    /** @param {"log" | "settings"} which */
    const show = (which) => this.doing("mend", () => call("show_file", { which }));
    const log = state.app?.logFile ? smallButton(S.openLog, show("log"), { test: "open-log" }) : null;
    const next = this.doing("mend", () => call("use_next_port"));
    switch (kind) {
      case "port":
        return [again(), nextPort === null ? null : smallButton(S.connect.usePort(nextPort), next, main("use-next-port"))];
      case "crash":
        return [log, smallButton(S.power.start, start, main("start-again"))];
      case "settings":
        return [smallButton(S.showFile, show("settings"), { test: "show-settings" }), failed ? again(busy) : null];
      default:
        return [log, again(busy)];
    }
  }
}

function unread() {
  const text = state.failed.proxy;
  if (!text) return null;
  const actions = smallButton(S.tryAgain, () => read("proxy"));
  return banner({ status: "bad", title: S.unread, text, key: "unread", actions });
}

/** @param {AccountCard} card */
function login({ id, title, word, nextStep }) {
  const vendor = vendorOf(id);
  const label = vendor === "claude" ? S.accounts.loginClaude : S.accounts.loginOpenai;
  return banner({
    key: `login-${id}`,
    test: "login-needed",
    status: "bad",
    title: S.connect.loginAgain[vendor],
    text: nextStep ?? `${title}: ${word}`,
    actions: smallButton(label, () => openLogin(vendor, id), { kind: "primary", test: "login-again" }),
  });
}

function noTray() {
  const quit = smallButton(S.quit, () => call("quit"), { kind: "quiet", test: "quit" });
  return h("footer.no-tray", { key: "no-tray" }, h("p.note.grow", S.noTray), quit);
}

define("view-connect", ["proxy", "accounts", "app"], ConnectView);
