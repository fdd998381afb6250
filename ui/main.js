// The window: shows the view that the address names, and hears the keys.

import { call, listen } from "./commands.js";
import { openLogin } from "./elements/login-dialog.js";
import { hearKeys } from "./keys.js";
import { h, render } from "./render.js";
import { currentPart, currentView, go } from "./route.js";
import { begin, state, tell } from "./state.js";
import { S } from "./strings.js";

const main = /** @type {HTMLElement} */ (document.querySelector("#main"));
let firstRunEnded = false;
let shown = "";

/** Shows the view that the address names. */
function show() {
	const view = currentView();
	const first = view === "connect" && state.app?.firstRun === true && !firstRunEnded;
	const tag = first ? "view-first-run" : `view-${view}`;
	render(main, h(tag, { key: tag }));
	document.title = `${S.views[view]} – ccproxy`;
	tell("view");
	if (shown !== tag) main.scrollTop = 0;
	shown = tag;
	const part = currentPart();
	if (part !== "login-claude" && part !== "login-openai") return;
	openLogin(part === "login-claude" ? "claude" : "openai");
	history.replaceState(null, "", `#${view}`);
}

addEventListener("hashchange", show);
main.addEventListener("first-run-end", () => {
	firstRunEnded = true;
	show();
	main.focus();
});
document.addEventListener("contextmenu", (event) => event.preventDefault());
hearKeys(main);

try {
	await listen("show", ({ view, dialog }) => go(dialog ? `${view}/login-${dialog}` : view));
	await begin();
} finally {
	// Whatever went wrong, the window shows, and says so where it can.
	show();
	void call("window_ready");
}
