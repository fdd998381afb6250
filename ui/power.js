// Starting and stopping, wherever it is asked for.

import { call } from "./commands.js";
import { ask } from "./elements/ask-dialog.js";
import { state } from "./state.js";
import { S } from "./strings.js";

export const runs = () => state.proxy !== null && ["running", "starting"].includes(state.proxy.phase);

/** How many requests are open now. */
export function openRequests() {
  const { proxy } = state;
  if (proxy === null || proxy.phase === "stopped" || proxy.phase === "failed") return 0;
  return Math.max(state.live, proxy.open);
}

/** Stops it where it runs, asking first while requests are open; else starts it. */
export async function togglePower() {
  if (state.proxy === null || state.proxy.phase === "finishing") return;
  if (!runs()) return call("start_proxy");
  const open = openRequests();
  if (open > 0 && !(await ask({ ...S.ask.stop(open), test: "ask-stop" }))) return;
  return call("stop_proxy");
}

/** The state of the proxy as a pill. @returns {{ status: Status, word: string }} */
export function powerStatus() {
  switch (state.proxy?.phase) {
    case "running":
      return state.proxy.problem ? { status: "warn", word: S.power.attention } : { status: "ok", word: S.power.running };
    case "starting":
      return { status: "live", word: S.power.starting };
    case "finishing":
      return { status: "live", word: S.power.stopping };
    case "failed":
      return { status: "bad", word: state.proxy.problem?.kind === "crash" ? S.power.stopped : S.power.failed };
    default:
      return { status: "idle", word: S.power.stopped };
  }
}
