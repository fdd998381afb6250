import { vendorOf } from "../pure/accounts.js";
import { chosenFirst } from "../pure/ways.js";
import { bareButton, call, define, DrawnElement, h, icon, S, state } from "./basics.js";
import { loginProgress } from "./login-progress.js";
import { drawWays, keySaved } from "./login-ways.js";
import { toast } from "./toast-stack.js";

/** Logging in: the ways, then what becomes of the one that was taken. */
export class LoginDialog extends DrawnElement {
	/** @type {Vendor} */
	vendor = "claude";
	/** @type {AccountId} */
	way = "claude-code";
	accepted = false;
	key = "";
	pasted = "";
	/** @type {"closed" | "choose" | "progress" | "saved"} */
	#step = "closed";
	/** A login that had ended before this one began. @type {LoginProgress | null} */
	#before = null;
	#focused = "";
	/** @type {string | null | undefined} */
	#phase;

	/** Whose keys and pages the ways are about. */
	get provider() {
		return this.vendor === "claude" ? "anthropic" : "openai";
	}

	get #dialog() {
		return this.querySelector("dialog");
	}

	get #login() {
		const login = state.accounts?.login ?? null;
		return login === this.#before ? null : login;
	}

	/** @param {Vendor} vendor @param {AccountId} [way] */
	open(vendor, way) {
		this.vendor = vendor;
		this.way = way ?? chosenFirst(vendor, state.accounts?.cards ?? []);
		this.#reset();
		this.#step = "choose";
		this.#showModal();
	}

	#reset() {
		for (const said of ["go", "paste", "again"]) this.set({ accepted: false, key: "", pasted: "" }, said);
	}

	#showModal() {
		this.drawNow();
		if (this.#dialog?.open) return;
		this.#focused = "";
		this.#dialog?.showModal();
		this.drawNow();
	}

	/** Begins, and shows what becomes of it. Rejects where it cannot begin. @param {LoginKind} kind */
	async begin(kind) {
		const before = state.accounts?.login ?? null;
		await call("begin_login", { kind, acceptedTerms: kind === "claude" && this.accepted });
		this.#before = before;
		this.pasted = "";
		this.#step = "progress";
		this.#showModal();
	}

	/** A login that was begun elsewhere shows itself; one that ended while nobody looked is told. */
	#hear() {
		const login = state.accounts?.login ?? null;
		const before = this.#phase;
		this.#phase = state.accounts === null ? undefined : (login?.phase ?? null);
		if (login === null || before === undefined || before === login.phase || this.#step === "progress") return;
		if (login.phase === "waiting") {
			this.way = login.kind;
			this.vendor = vendorOf(this.way);
			this.#step = "progress";
			setTimeout(() => this.#showModal());
		} else if (login.message && login.phase !== "finishing") {
			toast(login.message, login.phase === "failed");
		}
	}

	drawNow() {
		super.drawNow();
		const dialog = this.#dialog;
		const step = dialog?.dataset.step ?? "";
		// What had the focus may be gone with the step before.
		if (!dialog?.open || step === this.#focused) return;
		this.#focused = step;
		if (step === "choose") return this.focusOn("input[type=radio]:checked");
		this.focusOn(".dialog-foot .btn:last-child");
		this.focusOn(".dialog-foot .btn-primary");
		this.focusOn("#login-paste");
	}

	draw() {
		this.#hear();
		if (this.#step === "closed") return h("dialog.dialog");
		const login = this.#login;
		const progress = this.#step === "progress";
		const step = progress ? (login?.phase ?? "waiting") : this.#step;
		return h(
			"dialog.dialog",
			{ test: "login-dialog", "data-step": step, "aria-labelledby": "login-title", onclose: this.#closed },
			progress ? loginProgress(this, login) : step === "saved" ? keySaved(this) : drawWays(this),
		);
	}

	/**
	 * One step, in the dialog's three parts.
	 * @param {string} name @param {[title: string, text?: string]} head @param {Child} body @param {Child[]} foot
	 */
	step(name, [title, text], body, ...foot) {
		const role = name === "failed" ? "alert" : name === "ways" || name === "waiting" ? undefined : "status";
		const words = h("div", h("h1", { id: "login-title" }, title), text ? h("p", text) : null);
		return [
			h("div.dialog-head", { key: "head" }, words, bareButton("login-close", this.close, { icon: "close" })),
			h("div.dialog-body", { key: name, role }, body),
			h("div.dialog-foot", { key: `foot-${name}` }, foot),
		];
	}

	/** Keeps what was typed or chosen, and takes back what was said of it. @param {Partial<LoginDialog>} chosen @param {string} [said] */
	set(chosen, said = "") {
		Object.assign(this, chosen);
		this.forget(said);
		this.update();
	}

	async saveKey() {
		const saved = await this.run("go", () => call("save_key", { vendor: this.provider, key: this.key }));
		if (!saved) return;
		this.#step = "saved";
		this.set({ key: "" });
	}

	chooseAgain() {
		this.#step = "choose";
		this.drawNow();
	}

	close = () => this.#dialog?.close();

	#closed = () => {
		const phase = this.#login?.phase ?? "waiting";
		if (this.#step === "progress" && (phase === "waiting" || phase === "finishing")) {
			call("cancel_login").catch((/** @type {Error} */ error) => toast(error.message, true));
		}
		this.#step = "closed";
		this.#reset();
	};
}

define("login-dialog", ["accounts"], LoginDialog);

const theDialog = () => /** @type {LoginDialog} */ (document.querySelector("login-dialog"));

/** @param {Vendor} vendor @param {AccountId} [way] the one to start with */
export const openLogin = (vendor, way) => theDialog().open(vendor, way);

/** @param {LoginKind} kind */
export const beginLogin = (kind) => theDialog().begin(kind);

export const loginTiles = () =>
	h("div.do", tile("claude", "accounts", S.accounts.claudeWays), tile("openai", "globe", S.accounts.openaiWays));

/** @param {Vendor} vendor @param {string} sign @param {string} ways */
const tile = (vendor, sign, ways) =>
	h(
		"button.login-tile",
		{ test: `login-${vendor}`, onclick: () => openLogin(vendor) },
		h("span.tile", icon(sign)),
		h("span.grow", h("b", S.buttons[`login-${vendor}`]), h("small", ways)),
		icon("chevron", "chev"),
	);
