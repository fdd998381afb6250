// Accounts: who am I, how long is it good for, and how do I log in.

import { ask, banner, bones, button, call, define, DrawnElement, emptyState, h, heard } from "../elements/basics.js";
import { S, smallButton, state, waiting } from "../elements/basics.js";
import { openLogin } from "../elements/login-dialog.js";
import { loginTiles } from "../elements/login-tiles.js";
import { stored } from "../pure/accounts.js";

const words = S.accounts;

class AccountsView extends DrawnElement {
  draw() {
    const { accounts } = state;
    const none = accounts !== null && !accounts.cards.some(stored);
    const logins = [
      button(words.loginClaude, () => openLogin("claude"), { icon: "plus", test: "login-claude" }),
      button(words.loginOpenai, () => openLogin("openai"), { icon: "plus", test: "login-openai" }),
    ];
    return h(
      "section.view",
      { test: "view-accounts", "aria-busy": accounts === null ? "true" : undefined },
      h("header.view-head", h("h1", words.title), h("div.actions", accounts === null || none ? null : logins)),
      accounts === null
        ? waiting("accounts", cardBones)
        : h("div.sections", this.#keyring(), none ? nothing() : null, none ? null : accounts.cards.map(cardOf)),
    );
  }

  #keyring() {
    const { state: how, why } = state.accounts?.keyring ?? { state: "off", why: null };
    if (how !== "locked" && how !== "failing") return null;
    const outcome = this.outcome("keyring");
    const again = this.doing("keyring", () => call("refresh_accounts"));
    return banner({
      key: "keyring",
      test: "keyring",
      status: "warn",
      title: how === "locked" ? words.keyringLocked : words.keyringFailing,
      text: [why, words.keyringLockedText].filter(Boolean).join(" "),
      outcome,
      actions: [
        smallButton(words.useFile, () => this.#useFile(), { test: "use-file" }),
        smallButton(S.tryAgain, again, { icon: "refresh", kind: "primary", busy: outcome.busy, test: "keyring-again" }),
      ],
    });
  }

  async #useFile() {
    if (!(await ask({ ...S.ask.useFile, test: "ask-use-file" }))) return;
    await this.run("keyring", () => call("use_file_store"), words.useFileDone);
  }
}

/** @param {AccountCard} card */
const cardOf = ({ id }) => h("account-card", { key: id, ".account": id });

function nothing() {
  const look = { icon: "accounts", title: words.none, text: words.noneText, test: "accounts-empty" };
  return h("div", { key: "none" }, emptyState(look, loginTiles()));
}

function cardBones() {
  const card = h("section.card", h("div.card-head", h("span.tile"), bones(7)), h("div.account-facts", bones(9, 7, 5)));
  return h("div.sections.late", { test: "accounts-loading" }, card, card, card, heard(words.reading));
}

define("view-accounts", ["accounts"], AccountsView);
