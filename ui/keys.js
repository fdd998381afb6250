// The keys of the whole window. Lists, tabs and tables hear their own.

import { call } from "./commands.js";
import { CopyButton } from "./elements/copy-button.js";
import { toast } from "./elements/toast-stack.js";
import { togglePower } from "./power.js";
import { currentView, go, VIEWS } from "./route.js";
import { S } from "./strings.js";

/** @param {HTMLElement} main where the views are */
export function hearKeys(main) {
	/** @type {Record<string, () => void>} */
	const keys = {
		"ctrl+,": () => go("settings"),
		"ctrl+r": () => void togglePower().catch(tell),
		"ctrl+shift+c": () => void copyAddress(),
		"ctrl+f": filter,
		f6: () => changeSides(main),
		"ctrl+w": () => void call("close_window"),
		"ctrl+q": () => void call("quit"),
		escape: () => void call("close_window"),
	};
	for (const [at, view] of VIEWS.entries()) keys[`ctrl+${at + 1}`] = () => go(view);

	document.addEventListener("keydown", (event) => {
		const held = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.shiftKey ? "shift" : "", event.key.toLowerCase()];
		const name = held.filter(Boolean).join("+");
		const action = keys[name];
		if (!action || event.altKey || (name === "escape" && !hides(event))) return;
		event.preventDefault();
		// While a dialog asks, only leaving is left.
		const asks = document.querySelector("dialog[open]") !== null;
		if (!event.repeat && (!asks || name === "ctrl+w" || name === "ctrl+q")) action();
	});
}

/** Esc closes a dialog first, then empties a field; only then it hides the window. @param {KeyboardEvent} event */
function hides({ target, defaultPrevented }) {
	if (defaultPrevented || document.querySelector("dialog[open]")) return false;
	return !(target instanceof HTMLInputElement && target.type === "search" && target.value !== "");
}

/** @param {Error} error */
const tell = (error) => toast(error.message, true);

function copyAddress() {
	const shown = document.querySelector('[data-test="copy-anthropic"]');
	if (shown instanceof CopyButton) return shown.copy();
	return call("copy", { what: { kind: "anthropic-base-url" } }).then(() => toast(S.copied), tell);
}

function filter() {
	go("activity");
	setTimeout(() => document.getElementById("filter")?.focus(), 50);
}

/** From the sidebar to the content, and back. @param {HTMLElement} main */
function changeSides(main) {
	const link = document.querySelector(`.nav a[href="#${currentView()}"]`);
	if (main.contains(document.activeElement) && link instanceof HTMLElement) link.focus();
	else main.focus();
}
