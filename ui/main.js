// @ts-check
import { one } from "./dom.js";
import { copyAddress, show, toggle } from "./status.js";
import * as proxy from "./proxy.js";

const REFRESH_MS = 2000;

/** @type {Record<string, () => void>} */
const keys = {
  "ctrl+r": toggle,
  "ctrl+shift+c": copyAddress,
  "ctrl+w": () => void proxy.closeWindow(),
  "ctrl+q": () => void proxy.quit(),
  escape: () => void proxy.closeWindow(),
};

document.addEventListener("keydown", (event) => {
  const held = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.shiftKey ? "shift" : "", event.key.toLowerCase()];
  const action = keys[held.filter(Boolean).join("+")];
  if (!action) return;
  event.preventDefault();
  if (!event.repeat) action();
});

document.addEventListener("contextmenu", (event) => event.preventDefault());
one(document, "#quit", HTMLButtonElement).addEventListener("click", () => void proxy.quit());

// Listening first: a state that comes in between is not missed.
await proxy.onState(show);
show(await proxy.state());
one(document, "#no-tray", HTMLElement).hidden = await proxy.trayShown();

// The number of open requests is counted when asked for; the answer comes as an event.
setInterval(() => {
  if (!document.hidden) void proxy.state();
}, REFRESH_MS);
