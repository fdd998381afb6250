// The window: shows the view that the address names, and hears the keys.

import { call, listen } from "./commands.js";
import "./elements/account-card.js";
import "./elements/alias-rows.js";
import { AppSidebar } from "./elements/app-sidebar.js";
import "./elements/endpoint-card.js";
import { openLogin } from "./elements/login-dialog.js";
import "./elements/setting-row.js";
import "./elements/snippet-picker.js";
import { hearKeys } from "./keys.js";
import { h, render } from "./render.js";
import { currentPart, currentView, go } from "./route.js";
import { begin, state } from "./state.js";
import { S } from "./strings.js";
import "./views/accounts.js";
import "./views/activity.js";
import "./views/connect.js";
import "./views/first-run.js";
import "./views/settings.js";

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
  const sidebar = document.querySelector("app-sidebar");
  if (sidebar instanceof AppSidebar) sidebar.update();
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
