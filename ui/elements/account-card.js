import { loginNeeded, shapeOf, signedIn, spanLeft, stored, vendorOf } from "../pure/accounts.js";
import { nextTick } from "../pure/time.js";
import { ask, call, define, DrawnElement, h, icon, link, outcomeLine, S, smallButton, state, status, toggle } from "./basics.js";
import { credentialTable } from "./credential-table.js";
import { beginLogin, openLogin } from "./login-dialog.js";

const ICONS = {
  "claude-code": "terminal",
  "claude-key": "key",
  claude: "accounts",
  codex: "terminal",
  chatgpt: "globe",
  "openai-key": "key",
};

/** One account: how it stands, what can be done with it, and all that is known of it. */
class AccountCardElement extends DrawnElement {
  /** @type {AccountId} */
  account = "claude";
  #open = false;
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("visibilitychange", () => !document.hidden && this.update(), { signal: this.signal });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  draw() {
    const card = state.accounts?.cards.find(({ id }) => id === this.account);
    if (!card) return null;
    const now = Date.now();
    this.#countDown(card, now);
    const { id, title, table } = card;
    return h(
      "section.card",
      { test: `card-${id}`, "data-state": card.state, "aria-label": title },
      h(
        "div.card-head.account-head",
        h("span.tile", icon(ICONS[id])),
        h("h2.clip", { title }, title),
        card.plan ? h("span.plan", card.plan) : null,
        status(shapeOf(card.state), card.word),
        h("div.actions", this.#actions(card), table ? this.#disclose(card) : null),
      ),
      this.#facts(card, now),
      outcomeLine(this.outcome("act")),
      id === "codex" ? this.#provider() : null,
      table ? h("div", { hidden: !this.#open, id: `details-${id}` }, this.#open ? credentialTable({ ...card, table }, now) : null) : null,
    );
  }

  /** Each minute, and each second in the last one. @param {AccountCard} card @param {number} now */
  #countDown({ expiresAt }, now) {
    clearTimeout(this.#timer);
    const wait = expiresAt === null ? null : nextTick(expiresAt, now);
    if (wait !== null && !document.hidden) this.#timer = setTimeout(() => this.update(), wait);
  }

  /** @param {AccountCard} card */
  #disclose({ id, title }) {
    const name = S.accounts.details(title);
    const toggles = { "aria-expanded": String(this.#open), "aria-controls": `details-${id}`, "aria-label": name, title: name };
    const onclick = () => {
      this.#open = !this.#open;
      this.update();
    };
    const look = { type: "button", class: "btn btn-icon btn-quiet disclose", test: `details-${id}` };
    return h("button", { ...look, ...toggles, onclick }, icon("chevron", "chev"));
  }

  /** @param {AccountCard} card @param {number} now */
  #facts(card, now) {
    /** @param {string} name @param {string | null} text */
    const fact = (name, text) => (text ? h("span.row", icon(name), h("span.clip", { title: text }, text)) : null);
    const usesPlan = card.id === "chatgpt" && card.planUse === true && stored(card);
    const usage = this.doing("act", () => call("open_link", { link: "chatgpt-usage" }));
    return h(
      "div.account-facts",
      fact("accounts", card.account),
      fact("clock", life(card, now)),
      fact(card.storage?.includes("/") ? "folder" : "lock", card.storage),
      usesPlan ? fact("info", S.accounts.usingPlan) : null,
      usesPlan ? link(S.accounts.manageUsage, "manage-usage", usage) : null,
      card.nextStep ? h("span.row.next", icon("info"), h("span", card.nextStep)) : null,
    );
  }

  /** @param {AccountCard} card */
  #actions(card) {
    const { id } = card;
    const words = S.accounts;
    if (id === "claude-code") return this.#claudeCode(card);
    const { busy } = this.outcome("act");
    const again = loginNeeded(card);
    const key = id.endsWith("-key");
    /** @param {string} label */
    const login = (label) =>
      smallButton(label, () => openLogin(vendorOf(id), id), { kind: again ? "primary" : undefined, test: `open-login-${id}` });
    if (!stored(card)) {
      if (id !== "chatgpt") return login(key ? words.addKey : words.logIn);
      return smallButton(words.continueChatgpt, this.doing("act", () => beginLogin(id)), { busy, test: "continue-chatgpt" });
    }
    if (card.state === "locked") return null;
    const broken = again || card.state === "unreadable";
    const renews = !broken && (id === "claude" || id === "codex" || id === "chatgpt");
    const renew = renews ? this.doing("act", () => call("renew_login", { id }), words.renewed) : null;
    return [
      key ? login(words.replaceKey) : broken ? login(words.loginAgain) : null,
      renew ? smallButton(words.renew, renew, { busy, test: `renew-${id}` }) : null,
      smallButton(key ? words.remove : words.logOut, () => this.#logOut(card), { test: `logout-${id}` }),
    ];
  }

  /** @param {AccountCard} card */
  #claudeCode(card) {
    const { busy } = this.outcome("act");
    const install = this.doing("act", () => call("open_link", { link: "claude-code-install" }));
    if (!card.installed) return smallButton(S.login.howTo, install, { icon: "open", test: "how-to-install" });
    const check = this.doing("act", () => call("refresh_accounts"), S.accounts.checked);
    const signIn = this.doing("act", () => beginLogin("claude-code"));
    return [
      smallButton(S.accounts.checkAgain, check, { icon: "refresh", busy, test: "check-claude-code" }),
      signedIn(card) ? null : smallButton(S.login.signIn, signIn, { busy, test: "sign-in-claude-code" }),
    ];
  }

  /** @param {AccountCard} card */
  async #logOut({ id, title }) {
    const yes = await ask({ ...S.ask.logOut(title, id), danger: true, test: "ask-logout" });
    if (yes) await this.run("act", () => call("log_out", { id }));
  }

  #provider() {
    const { codexLocked: locked = null, codexEnabled = false } = state.accounts ?? {};
    const why = locked === null ? null : h("span.note", { id: "codex-locked" }, ` ${S.settings.setBy(locked)}`);
    const turn = (/** @type {boolean} */ on) => this.turn("codex", on, () => call("set_codex", { on }));
    return h(
      "div.card-option",
      h("span", h("b", S.accounts.codexSwitch), ` ${S.accounts.codexText}`, why, outcomeLine(this.outcome("codex"))),
      toggle(S.accounts.codexSwitch, turn, {
        hidden: true,
        on: this.turned("codex") ?? codexEnabled,
        disabled: locked !== null,
        test: "codex-switch",
        describedby: locked ? "codex-locked" : undefined,
      }),
    );
  }
}

/** @param {AccountCard} card @param {number} now */
function life(card, now) {
  if (!stored(card)) return null;
  if (card.state === "renews") return S.accounts.renewsNext;
  const span = spanLeft(card, now);
  return span === null || loginNeeded(card) ? null : S.accounts.expiresIn(span);
}

define("account-card", ["accounts"], AccountCardElement);
