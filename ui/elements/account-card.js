import { loginNeeded, shapeOf, signedIn, spanLeft, stored, vendorOf } from "../pure/accounts.js";
import { ask, call, card, cardOf, define, DrawnElement, h, icon, link, outcomeLine, S } from "./basics.js";
import { smallButton, state, status } from "./basics.js";
import { credentialTable } from "./credential-table.js";
import { beginLogin, openLogin } from "./login-dialog.js";

const words = S.accounts;
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

	/** There is one while it is drawn. */
	get #card() {
		return /** @type {AccountCard} */ (cardOf(this.account));
	}

	draw() {
		const about = this.#card;
		if (!about) return null;
		const now = Date.now();
		const { id, title, plan, table } = about;
		const details = { hidden: !this.#open, id: `details-${id}` };
		return card(
			{ test: `card-${id}`, "data-state": about.state, "aria-label": title },
			[
				h("span.tile", icon(ICONS[id])),
				h("h2.clip", { title }, title),
				plan ? h("span.plan", plan) : null,
				status(shapeOf(about.state), about.word),
				h("div.actions", this.#actions(), table ? this.#disclose() : null),
			],
			this.#facts(now),
			outcomeLine(this.outcome("act")),
			id === "codex" ? this.#provider() : null,
			table ? h("div", details, this.#open ? credentialTable({ ...about, table }, now) : null) : null,
		);
	}

	#disclose() {
		const id = `details-${this.account}`;
		const name = words.details(this.#card);
		const look = { test: id, "aria-expanded": String(this.#open), "aria-controls": id, "aria-label": name, title: name };
		const onclick = () => {
			this.#open = !this.#open;
			this.update();
		};
		return h("button.btn.btn-icon.btn-quiet.disclose", { ...look, onclick }, icon("chevron", "chev"));
	}

	/** @param {number} now */
	#facts(now) {
		const card = this.#card;
		/** @param {string} name @param {string | null} text */
		const fact = (name, text) => (text ? h("span.row", icon(name), h("span.clip", { title: text }, text)) : null);
		const span = spanLeft(card, now);
		const life = card.state === "renews" ? words.renewsNext : span && words.expiresIn({ span });
		const usesPlan = card.id === "chatgpt" && card.planUse === true && stored(card);
		return h(
			"div.account-facts",
			fact("accounts", card.account),
			fact("clock", life),
			fact(card.storage?.includes("/") ? "folder" : "lock", card.storage),
			usesPlan ? fact("info", words.usingPlan) : null,
			usesPlan ? link("manage-usage", this.calls("act", "open_link", { link: "chatgpt-usage" })) : null,
			card.nextStep ? h("span.row.next", icon("info"), h("span", card.nextStep)) : null,
		);
	}

	#actions() {
		const card = this.#card;
		const { id } = card;
		if (id === "claude-code") return this.#claudeCode();
		const { busy } = this.outcome("act");
		const again = loginNeeded(card);
		const key = id.endsWith("-key");
		/** @param {string} [label] */
		const login = (label) =>
			smallButton("open-login", () => openLogin(vendorOf(id), id), { of: id, label, kind: again ? "primary" : undefined });
		if (!stored(card)) {
			if (id !== "chatgpt") return login(key ? words.addKey : undefined);
			return smallButton("continue-chatgpt", this.#begin(id), { busy });
		}
		if (card.state === "locked") return null;
		const broken = again || card.state === "unreadable";
		const renews = !broken && (id === "claude" || id === "codex" || id === "chatgpt");
		const renew = renews ? this.doing("act", () => call("renew_login", { id }), words.renewed) : null;
		return [
			key ? login(words.replaceKey) : broken ? login(words.loginAgain) : null,
			renew ? smallButton("renew", renew, { busy, of: id }) : null,
			smallButton("logout", () => this.#logOut(), { label: key ? words.remove : undefined, of: id }),
		];
	}

	#claudeCode() {
		const install = this.calls("act", "open_link", { link: "claude-code-install" });
		if (!this.#card.installed) return smallButton("how-to-install", install, { icon: "open" });
		const { busy } = this.outcome("act");
		const check = this.doing("act", () => call("refresh_accounts"), words.checked);
		return [
			smallButton("check-claude-code", check, { icon: "refresh", busy }),
			signedIn(this.#card) ? null : smallButton("sign-in-claude-code", this.#begin("claude-code"), { busy }),
		];
	}

	/** @param {LoginKind} kind */
	#begin(kind) {
		return this.doing("act", () => beginLogin(kind));
	}

	async #logOut() {
		const { id } = this.#card;
		const { logOut, logOutCodex, removeKey } = S.ask;
		const text = id === "codex" ? logOutCodex : logOut.text;
		const asked = id.endsWith("-key") ? removeKey : { ...logOut, title: logOut.title(this.#card), text };
		if (await ask({ ...asked, danger: true, test: "ask-logout" })) await this.run("act", () => call("log_out", { id }));
	}

	#provider() {
		const { codexLocked: locked = null, codexEnabled = false } = state.accounts ?? {};
		const why = locked === null ? null : h("span.note", { id: "codex-locked" }, ` ${S.settings.setBy({ origin: locked })}`);
		return h(
			"div.card-option",
			h("span", h("b", words.codexSwitch), ` ${words.codexText}`, why, outcomeLine(this.outcome("codex"))),
			this.toggle("codex", words.codexSwitch, { on: codexEnabled, locked, test: "codex-switch" }, (on) => call("set_codex", { on })),
		);
	}
}

define("account-card", ["accounts", "tick"], AccountCardElement);
