import { openRequests, powerStatus, runs, togglePower } from "../power.js";
import { loginNeeded } from "../pure/accounts.js";
import { currentView, VIEWS } from "../route.js";
import { bareButton, define, DrawnElement, h, icon, S, state, status } from "./basics.js";
import { toast } from "./toast-stack.js";

/** The views, and whether the proxy runs. */
class AppSidebar extends DrawnElement {
	draw() {
		return h(
			"nav.sidebar",
			{ "aria-label": S.main },
			h("div.brand", h("svg", { "aria-hidden": "true" }, h("use", { href: "#i-brand" })), h("span", "ccproxy")),
			h("ul.nav", VIEWS.map((view) => h("li", this.#link(view)))),
			this.#power(),
		);
	}

	/** @param {ViewName} view */
	#link(view) {
		const current = currentView() === view ? "page" : undefined;
		const look = { href: `#${view}`, test: `nav-${view}`, "aria-current": current, draggable: "false" };
		return h("a", look, icon(view), h("span", S.views[view]), this.#mark(view));
	}

	/** @param {ViewName} view */
	#mark(view) {
		const count = openRequests();
		if (view === "accounts" && state.accounts?.cards.some(loginNeeded)) {
			return h("span.count.bad", { role: "img", "aria-label": S.power.loginNeeded, test: "mark-login" }, icon("s-bad"));
		}
		if (view !== "activity" || count === 0) return null;
		return h("span.count", { "aria-label": S.power.liveName({ count }), test: "live-count" }, count);
	}

	#power() {
		const { phase, address } = state.proxy ?? { address: null };
		const { status: shape, word } = powerStatus();
		const [icon, label] = runs()
			? ["stop", S.power.stopName]
			: phase === "failed"
				? ["refresh", S.buttons.again]
				: ["play", S.power.startName];
		const disabled = phase === undefined || phase === "finishing";
		const look = { icon, label, busy: this.outcome("power").busy, disabled };
		return h(
			"div.power",
			h("div.row", h("span.clip", { test: "power-status" }, status(shape, word)), bareButton("power", () => this.#toggle(), look)),
			h("p.where.mono.clip", { title: address, test: "power-address" }, address ?? " "),
		);
	}

	async #toggle() {
		await this.run("power", togglePower);
		const { error } = this.outcome("power");
		if (error) toast(error, true);
		this.forget("power");
	}
}

define("app-sidebar", ["proxy", "accounts", "live", "view"], AppSidebar);
