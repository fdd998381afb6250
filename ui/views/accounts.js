// Accounts: who am I, how long is it good for, and how do I log in.

import { ask, banner, button, call, define, DrawnElement, emptyState, h } from "../elements/basics.js";
import { mainButton, S, smallButton, state, view, waiting } from "../elements/basics.js";
import { loginTiles, openLogin } from "../elements/login-dialog.js";
import { stored } from "../pure/accounts.js";

const words = S.accounts;

class AccountsView extends DrawnElement {
	draw() {
		const { accounts } = state;
		const none = accounts !== null && !accounts.cards.some(stored);
		const login = (/** @type {Vendor} */ vendor) => button(`login-${vendor}`, () => openLogin(vendor), { icon: "plus" });
		const actions = accounts === null || none ? null : [login("claude"), login("openai")];
		return view(
			{ name: "accounts", title: S.views.accounts, busy: accounts === null, actions },
			accounts === null
				? waiting("accounts")
				: h("div.sections", this.#keyring(), none ? nothing() : null, none ? null : accounts.cards.map(cardOf)),
		);
	}

	#keyring() {
		const { state: how, why } = state.accounts?.keyring ?? { state: "off", why: null };
		if (how !== "locked" && how !== "failing") return null;
		const outcome = this.outcome("keyring");
		const again = this.calls("keyring", "refresh_accounts");
		return banner({
			key: "keyring",
			test: "keyring",
			status: "warn",
			title: how === "locked" ? words.keyringLocked : words.keyringFailing,
			text: [why, words.keyringLockedText].filter(Boolean).join(" "),
			outcome,
			actions: [
				smallButton("use-file", () => this.#useFile()),
				mainButton("keyring-again", again, { small: true, icon: "refresh", busy: outcome.busy }),
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

define("view-accounts", ["accounts"], AccountsView);
