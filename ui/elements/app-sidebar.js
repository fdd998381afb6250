import { openRequests, powerStatus, runs, togglePower } from "../power.js";
import { loginNeeded } from "../pure/accounts.js";
import { currentView, VIEWS } from "../route.js";
import { button, define, DrawnElement, h, icon, S, state, status } from "./basics.js";
import { toast } from "./toast-stack.js";

const PRONG = "q0-.4.4-.4h1.2q.4 0 .4.4v4.2q0 .4-.4.4";
const BRAND = `M4 3.4${PRONG}H4.4Q4 8 4 7.6zM10 3.4${PRONG}h-1.2q-.4 0-.4-.4zM6 10h4v1a2 2 0 0 1-4 0z`;

/** The views, and whether the proxy runs. */
export class AppSidebar extends DrawnElement {
  draw() {
    const ground = h("rect.brand-ground", { width: 16, height: 16, rx: 4 });
    const brand = h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, ground, h("path.brand-mark", { d: BRAND }));
    return h(
      "nav.sidebar",
      { "aria-label": S.main },
      h("div.brand", brand, h("span", "ccproxy")),
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
    const open = openRequests();
    if (view === "accounts" && state.accounts?.cards.some(loginNeeded)) {
      return h("span.count.bad", { role: "img", "aria-label": S.power.loginNeeded, test: "mark-login" }, icon("s-bad"));
    }
    if (view !== "activity" || open === 0) return null;
    return h("span.count", { "aria-label": S.power.liveName(open), test: "live-count" }, open);
  }

  #power() {
    const { phase, address } = state.proxy ?? { address: null };
    const { status: shape, word } = powerStatus();
    const [icon, name] = runs()
      ? ["stop", S.power.stopName]
      : phase === "failed"
        ? ["refresh", S.tryAgain]
        : ["play", S.power.startName];
    const disabled = phase === undefined || phase === "finishing";
    const look = { icon, name, kind: /** @type {const} */ ("quiet"), test: "power", busy: this.outcome("power").busy, disabled };
    return h(
      "div.power",
      h("div.row", h("span.clip", { test: "power-status" }, status(shape, word)), button(null, () => this.#toggle(), look)),
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

define("app-sidebar", ["proxy", "accounts", "activity"], AppSidebar);
