// Starting and stopping, wherever it is asked for.

import { call } from "./commands.js";
import { ask } from "./elements/ask-dialog.js";
import { state } from "./state.js";
import { S } from "./strings.js";

const PILLS = /** @type {const} */ ({ running: "ok", starting: "live", finishing: "live", failed: "bad", stopped: "idle" });

export const runs = () => state.proxy !== null && ["running", "starting"].includes(state.proxy.phase);

export function openRequests() {
	const { proxy } = state;
	if (proxy === null || proxy.phase === "stopped" || proxy.phase === "failed") return 0;
	return Math.max(state.live, proxy.open);
}

/** Stops it where it runs, asking first while requests are open; else starts it. */
export async function togglePower() {
	if (state.proxy === null || state.proxy.phase === "finishing") return;
	if (!runs()) return call("start_proxy");
	const count = openRequests();
	const { stop } = S.ask;
	if (count > 0 && !(await ask({ ...stop, text: stop.text({ count }), test: "ask-stop" }))) return;
	return call("stop_proxy");
}

/** The state of the proxy as a pill. @returns {{ status: Status, word: string }} */
export function powerStatus() {
	const { phase = "stopped", problem } = state.proxy ?? {};
	const { power } = S;
	if (phase === "running" && problem) return { status: "warn", word: power.attention };
	if (phase === "failed" && problem?.kind === "crash") return { status: "bad", word: power.stopped };
	return { status: PILLS[phase], word: power[phase] };
}
