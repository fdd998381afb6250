import { openRequests, powerStatus, runs, togglePower } from "../power.js";
import { ask, button, call, copyButton, define, DrawnElement, h, outcomeLine, S, state, status, toggle } from "./basics.js";

const SHOWN_FOR_MS = 30_000;
const LOCAL = /^(127\.|localhost|\[::1\])/;

/** Whether it runs, where, and with which token. */
class EndpointCard extends DrawnElement {
  /** The auth token, while it is shown. @type {string | null} */
  #token = null;
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#hide, { signal: this.signal });
    window.addEventListener("pagehide", this.#hide, { signal: this.signal });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#hide();
  }

  draw() {
    const { status: shape, word } = powerStatus();
    const line = words();
    const { baseUrl = null, openaiBaseUrl = null } = state.proxy ?? {};
    return h(
      "section.card",
      { "aria-label": S.connect.endpoint, test: "endpoint" },
      h(
        "div.card-head",
        h("div.live-line", h("span", { test: "status" }, status(shape, word, true)), h("span.soft.clip", { title: line }, line)),
        h("div.actions", this.#power()),
      ),
      outcomeLine(this.outcome("power")),
      h(
        "div.card-body",
        h(
          "dl.endpoints",
          address("anthropic", S.connect.copyAnthropic, baseUrl, ""),
          address("openai", S.connect.copyOpenai, openaiBaseUrl, "/openai/v1"),
          this.#tokenRow(),
        ),
        outcomeLine(this.outcome("token")),
      ),
    );
  }

  #power() {
    const phase = state.proxy?.phase;
    const stops = runs() || phase === "finishing";
    return button(stops ? S.power.stop : S.power.start, this.doing("power", togglePower), {
      icon: stops ? "stop" : "play",
      kind: phase === "stopped" ? "primary" : undefined,
      test: "start-stop",
      busy: this.outcome("power").busy,
      disabled: phase === undefined || phase === "finishing" || phase === "failed",
    });
  }

  #tokenRow() {
    const { hasToken = false, tokenLocked: locked = null } = state.proxy ?? {};
    const change = toggle(S.connect.requireToken, (on) => this.#setToken(on), {
      on: this.turned("token") ?? hasToken,
      disabled: state.proxy === null || locked !== null,
      test: "auth-switch",
      describedby: locked ? "token-locked" : undefined,
    });
    return h(
      "div.apart",
      { test: "auth-token" },
      h("dt", change),
      h("dd", { class: hasToken ? "value" : "value is-off is-wide" }, hasToken ? this.#tokenValue() : h("span.words", S.connect.noToken)),
      hasToken ? this.#tokenActions(locked !== null) : null,
      locked ? h("p.note.below", { id: "token-locked" }, S.connect.setBy(locked)) : null,
      this.#token !== null ? h("p.note.below", S.connect.shownFor) : null,
    );
  }

  #tokenValue() {
    if (this.#token !== null) return h("span", { test: "token", title: this.#token }, this.#token);
    return h("span", { test: "token", role: "img", "aria-label": S.connect.hidden }, S.connect.masked);
  }

  /** @param {boolean} locked */
  #tokenActions(locked) {
    const { show, showToken, hide, hideToken, newToken } = S.connect;
    const test = "show-token";
    return h(
      "div.actions",
      this.#token === null
        ? button(show, this.doing("token", () => this.#show()), { name: showToken, test })
        : button(hide, this.#hide, { name: hideToken, test }),
      locked ? null : button(S.connect.new, () => this.#renew(), { name: newToken, test: "new-token" }),
      copyButton({ target: { kind: "auth-token" }, name: S.connect.copyToken, test: "copy-token" }),
    );
  }

  async #show() {
    this.#token = await call("show_auth_token");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#hide, SHOWN_FOR_MS);
    // The window may have been hidden while the answer was on its way.
    if (document.hidden || !this.isConnected) this.#hide();
  }

  #hide = () => {
    if (this.#token === null) return;
    clearTimeout(this.#timer);
    this.#token = null;
    this.update();
  };

  /** @param {boolean} on */
  #setToken(on) {
    this.#hide();
    return this.turn("token", on, () => call("set_auth_token", { on }));
  }

  async #renew() {
    if (!(await ask({ ...S.ask.newToken, test: "ask-new-token" }))) return;
    this.#hide();
    await this.run("token", () => call("new_auth_token"), S.connect.newTokenDone);
  }
}

/** What the state means for the person. */
function words() {
  switch (state.proxy?.phase) {
    case undefined:
    case "starting":
      return S.connect.starting;
    case "stopped":
      return S.connect.stopped;
    case "failed":
      return state.proxy.problem?.kind === "crash" ? S.connect.stopped : S.connect.failed;
    case "finishing":
      return S.connect.finishing(openRequests());
    default:
      return [LOCAL.test(state.proxy?.address ?? "") ? S.connect.local : "", S.connect.now(openRequests())].join(" ").trim();
  }
}

/** @param {"anthropic" | "openai"} which @param {string} name @param {string | null} url @param {string} path */
function address(which, name, url, path) {
  const planned = state.proxy?.address ? `http://${state.proxy.address}${path}` : "–";
  const shown = url ?? planned;
  return h(
    "div",
    { test: `endpoint-${which}` },
    h("dt", S.connect[which]),
    h("dd", { class: url ? "value" : "value is-off" }, h("span", { title: shown }, shown)),
    copyButton({ target: { kind: `${which}-base-url` }, name, test: `copy-${which}`, disabled: url === null }),
  );
}

define("endpoint-card", ["proxy", "activity"], EndpointCard);
