import { call, listen } from "./commands.js";
import { isOpen, mergeRows } from "./pure/rows.js";

/** @type {Known} */
export const state = {
	app: null,
	proxy: null,
	accounts: null,
	activity: null,
	live: 0,
	settings: null,
	snippets: null,
	failed: {},
};

const changes = new EventTarget();
const COMMANDS = /** @type {const} */ ({ app: "app_info", proxy: "proxy_state" });
let written = "";

/** @type {Knowing} */
export const { onChange, tell, cardOf, keep, read, clearActivity, readCode, begin } = {
	onChange(parts, hear, signal) {
		for (const part of parts) changes.addEventListener(part, hear, { signal });
	},
	tell: (part) => changes.dispatchEvent(new Event(part)),
	cardOf: (id) => state.accounts?.cards.find((card) => card.id === id),
	keep(part, value) {
		delete state.failed[part];
		if (part === "activity") {
			state.activity = mergeRows(state.activity ?? [], value.rows);
			const changed = state.live !== value.live;
			state.live = value.live;
			if (changed) tell("live");
		} else {
			state[part] = /** @type {never} */ (value);
		}
		if (part === "proxy") readCode(value);
		tell(part);
	},
	async read(part) {
		try {
			keep(part, await call(part === "app" || part === "proxy" ? COMMANDS[part] : part));
		} catch (error) {
			state.failed[part] = /** @type {Error} */ (error).message;
			tell(part);
		}
	},
	clearActivity() {
		state.activity = (state.activity ?? []).filter(isOpen);
		tell("activity");
	},
	readCode({ address, baseUrl, hasToken }) {
		const now = [address, baseUrl, hasToken].join();
		if (now === written) return;
		written = now;
		void read("snippets");
	},
	async begin() {
		const tick = () => document.hidden || tell("tick");
		setInterval(tick, 1000);
		document.addEventListener("visibilitychange", tick);
		// Listening comes first: nothing in between is missed.
		const parts = /** @type {const} */ (["accounts", "activity", "settings"]);
		const heard = parts.map((part) => listen(part, (view) => keep(part, view)));
		await Promise.all([listen("proxy-state", (view) => keep("proxy", view)), ...heard]);
		for (const part of parts) void read(part);
		await Promise.all([read("app"), read("proxy")]);
	},
};
