// Connect: does it run, where, and how do I use it.

import { banner, define, DrawnElement, h, mainButton, read, S, smallButton, state, view } from "../elements/basics.js";
import { openLogin } from "../elements/login-dialog.js";
import { loginNeeded, vendorOf } from "../pure/accounts.js";

class ConnectView extends DrawnElement {
	draw() {
		const needed = state.accounts?.cards.filter(loginNeeded) ?? [];
		const sections = h(
			"div.sections",
			this.#problem(),
			unread(),
			needed.map(login),
			h("endpoint-card", { key: "endpoint" }),
			h("snippet-picker", { key: "snippets" }),
			state.app?.trayShown === false ? this.#noTray() : null,
		);
		return view({ name: "connect", title: S.views.connect }, sections);
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
		const start = this.calls("mend", "start_proxy");
		/** @param {boolean} [busy] */
		const again = (busy) => smallButton("try-again", start, { icon: "refresh", busy });
		const log = state.app?.logFile ? smallButton("open-log", this.calls("mend", "show_file", { which: "log" })) : null;
		switch (kind) {
			case "port": {
				const label = S.connect.usePort({ port: nextPort ?? "" });
				const next = mainButton("use-next-port", this.calls("mend", "use_next_port"), { small: true, busy, label });
				return [again(), nextPort === null ? null : next];
			}
			case "crash":
				return [log, mainButton("start-again", start, { small: true, busy })];
			case "settings":
				return [smallButton("show-settings", this.calls("mend", "show_file", { which: "settings" })), failed ? again(busy) : null];
			default:
				return [log, again(busy)];
		}
	}

	#noTray() {
		const quit = smallButton("quit", this.calls("quit", "quit"), { kind: "quiet" });
		return h("footer.no-tray", { key: "no-tray" }, h("p.note.grow", S.noTray), quit);
	}
}

function unread() {
	const text = state.failed.proxy;
	if (!text) return null;
	const actions = smallButton("again", () => read("proxy"));
	return banner({ status: "bad", title: S.unread, text, key: "unread", actions });
}

/** @param {AccountCard} card */
function login({ id, title, word, nextStep }) {
	const vendor = vendorOf(id);
	const look = { label: S.buttons[`login-${vendor}`], small: true };
	return banner({
		key: `login-${id}`,
		test: "login-needed",
		status: "bad",
		title: S.connect.loginAgain[vendor],
		text: nextStep ?? `${title}: ${word}`,
		actions: mainButton("login-again", () => openLogin(vendor, id), look),
	});
}

define("view-connect", ["proxy", "accounts", "app"], ConnectView);
