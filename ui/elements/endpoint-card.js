import { openRequests, powerStatus, runs, togglePower } from "../power.js";
import { ask, button, call, card, copyButton, define, DrawnElement, h, outcomeLine, S, state, status } from "./basics.js";

const words = S.connect;
const SHOWN_FOR_MS = 30_000;
const LOCAL = /^(127\.|localhost|\[::1\])/;

/** Whether it runs, where, and with which token. */
class EndpointCard extends DrawnElement {
	/** The auth token, while it is shown. @type {string | null} */
	#token = null;
	#timer = 0;

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
		const line = meaning();
		const { baseUrl = null, openaiBaseUrl = null } = state.proxy ?? {};
		return card(
			{ "aria-label": words.endpoint, test: "endpoint" },
			[
				h("div.live-line", h("span", { test: "status" }, status(shape, word, true)), h("span.soft.clip", { title: line }, line)),
				h("div.actions", this.#power()),
			],
			outcomeLine(this.outcome("power")),
			h(
				"div.card-body",
				h(
					"dl.endpoints",
					address("anthropic", baseUrl, ""),
					address("openai", openaiBaseUrl, "/openai/v1"),
					this.#tokenRow(),
				),
				outcomeLine(this.outcome("token")),
			),
		);
	}

	#power() {
		const phase = state.proxy?.phase;
		const stops = runs() || phase === "finishing";
		return button("start-stop", this.doing("power", togglePower), {
			label: stops ? S.power.stop : undefined,
			icon: stops ? "stop" : "play",
			kind: phase === "stopped" ? "primary" : undefined,
			busy: this.outcome("power").busy,
			disabled: phase === undefined || phase === "finishing" || phase === "failed",
		});
	}

	#tokenRow() {
		const { hasToken = false, tokenLocked: locked = null } = state.proxy ?? {};
		const disabled = state.proxy === null || locked !== null;
		const look = { on: hasToken, locked, disabled, test: "auth-switch", shown: true };
		const change = this.toggle("token", words.requireToken, look, (on) => {
			this.#hide();
			return call("set_auth_token", { on });
		});
		return h(
			"div.apart",
			{ test: "auth-token" },
			h("dt", change),
			hasToken ? h("dd.value", this.#tokenValue()) : h("dd.value.is-off.is-wide", h("span.words", words.noToken)),
			hasToken ? this.#tokenActions(locked !== null) : null,
			locked ? h("p.note.below", { id: "token-locked" }, S.settings.setBy({ origin: locked })) : null,
			this.#token === null ? null : h("p.note.below", words.shownFor),
		);
	}

	#tokenValue() {
		if (this.#token !== null) return h("span", { test: "token", title: this.#token }, this.#token);
		return h("span", { test: "token", role: "img", "aria-label": words.hidden }, words.masked);
	}

	/** @param {boolean} locked */
	#tokenActions(locked) {
		const { hide, showToken, hideToken, newToken, copyToken } = words;
		return h(
			"div.actions",
			this.#token === null
				? button("show-token", this.doing("token", () => this.#show()), { name: showToken })
				: button("show-token", this.#hide, { label: hide, name: hideToken }),
			locked ? null : button("new-token", () => this.#renew(), { name: newToken }),
			copyButton({ target: { kind: "auth-token" }, name: copyToken, test: "copy-token" }),
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

	async #renew() {
		if (!(await ask({ ...S.ask.newToken, test: "ask-new-token" }))) return;
		this.#hide();
		await this.run("token", () => call("new_auth_token"), words.newTokenDone);
	}
}

function meaning() {
	const count = openRequests();
	const { phase = "starting", problem, address } = state.proxy ?? {};
	if (phase === "running") return [LOCAL.test(address ?? "") ? words.local : "", words.now({ count })].join(" ").trim();
	if (phase === "finishing") return words.finishing({ count });
	return phase === "failed" && problem?.kind === "crash" ? words.stopped : words[phase];
}

/** @param {"anthropic" | "openai"} which @param {string | null} url @param {string} path */
function address(which, url, path) {
	const planned = state.proxy?.address ? `http://${state.proxy.address}${path}` : "–";
	const shown = url ?? planned;
	return h(
		"div",
		{ test: `endpoint-${which}` },
		h("dt", words[which]),
		h(url ? "dd.value" : "dd.value.is-off", h("span", { title: shown }, shown)),
		copyButton({ target: { kind: `${which}-base-url` }, name: words.copy[which], test: `copy-${which}`, disabled: url === null }),
	);
}

define("endpoint-card", ["proxy", "live"], EndpointCard);
