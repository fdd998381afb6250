import { vendorOf } from "../pure/accounts.js";
import { chosenFirst, ownWay } from "../pure/ways.js";
import { button, call, define, DrawnElement, h, S, state } from "./basics.js";
import { loginProgress } from "./login-progress.js";
import { drawWays } from "./login-ways.js";
import { toast } from "./toast-stack.js";

/** Logging in: the ways, then what becomes of the one that was taken. */
export class LoginDialog extends DrawnElement {
  /** @type {Vendor} */
  vendor = "claude";
  /** @type {AccountId} */
  way = "claude-code";
  accepted = false;
  key = "";
  pasted = "";
  /** What the dialog shows. @type {"closed" | "choose" | "progress" | "saved"} */
  #step = "closed";
  /** A login that had ended before this one began. @type {LoginProgress | null} */
  #before = null;
  /** The step that the focus was moved to. */
  #focused = "";
  /** The phase that was last heard of. @type {string | null | undefined} */
  #phase = undefined;

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #login() {
    const login = state.accounts?.login ?? null;
    return login === this.#before ? null : login;
  }

  /** @param {Vendor} vendor @param {AccountId} [way] */
  open(vendor, way) {
    this.vendor = vendor;
    this.way = way ?? chosenFirst(vendor, state.accounts?.cards ?? []);
    this.#reset();
    this.#step = "choose";
    this.#showModal();
  }

  #reset() {
    this.accepted = false;
    this.key = "";
    this.pasted = "";
    for (const key of ["go", "paste", "again"]) this.forget(key);
  }

  #showModal() {
    this.drawNow();
    if (this.#dialog?.open) return;
    this.#focused = "";
    this.#dialog?.showModal();
    this.drawNow();
  }

  /** Begins, and shows what becomes of it. Rejects where it cannot begin. @param {LoginKind} kind */
  async begin(kind) {
    const before = state.accounts?.login ?? null;
    await call("begin_login", { kind, acceptedTerms: kind === "claude" && this.accepted });
    this.#before = before;
    this.pasted = "";
    this.#step = "progress";
    this.#showModal();
  }

  /** A login that was begun elsewhere shows itself; one that ended while nobody looked is told. */
  #hear() {
    const login = state.accounts?.login ?? null;
    const before = this.#phase;
    this.#phase = state.accounts === null ? undefined : (login?.phase ?? null);
    if (login === null || before === undefined || before === login.phase || this.#step === "progress") return;
    if (login.phase === "waiting") {
      this.way = ownWay(login.kind);
      this.vendor = vendorOf(this.way);
      this.#step = "progress";
      setTimeout(() => this.#showModal());
    } else if (login.message && login.phase !== "finishing") {
      toast(login.message, login.phase === "failed");
    }
  }

  drawNow() {
    super.drawNow();
    const dialog = this.#dialog;
    const step = dialog?.dataset.step ?? "";
    // What had the focus may be gone with the step before.
    if (!dialog?.open || step === this.#focused) return;
    this.#focused = step;
    if (step === "choose") return this.focusOn("input[type=radio]:checked");
    this.focusOn(".dialog-foot .btn:last-child");
    this.focusOn(".dialog-foot .btn-primary");
    this.focusOn("#login-paste");
  }

  draw() {
    this.#hear();
    if (this.#step === "closed") return h("dialog.dialog");
    const login = this.#login;
    const progress = this.#step === "progress";
    const step = progress ? (login?.phase ?? "waiting") : this.#step;
    return h(
      "dialog.dialog",
      { test: "login-dialog", "data-step": step, "aria-labelledby": "login-title", onclose: this.#closed },
      progress ? loginProgress(this, login) : drawWays(this, this.#step === "saved"),
    );
  }

  /** @param {string} title @param {string} [text] */
  head(title, text) {
    const close = button(null, () => this.close(), { icon: "close", kind: "quiet", name: S.close, test: "login-close" });
    return h("div.dialog-head", { key: "head" }, h("div", h("h1", { id: "login-title" }, title), text ? h("p", text) : null), close);
  }

  /** What is typed is kept, and takes back what was said of it. @param {"key" | "pasted"} what @param {string} text */
  type(what, text) {
    this[what] = text;
    this.forget(what === "key" ? "go" : "paste");
    this.update();
  }

  /** @param {AccountId} way */
  choose(way) {
    this.way = way;
    this.forget("go");
    this.update();
  }

  async saveKey() {
    const vendor = this.vendor === "claude" ? "anthropic" : "openai";
    const saved = await this.run("go", () => call("save_key", { vendor, key: this.key }));
    if (!saved) return;
    this.key = "";
    this.#step = "saved";
    this.update();
  }

  /** Back to the ways. */
  chooseAgain() {
    this.#step = "choose";
    this.drawNow();
  }

  close() {
    this.#dialog?.close();
  }

  #closed = () => {
    const phase = this.#login?.phase ?? "waiting";
    if (this.#step === "progress" && (phase === "waiting" || phase === "finishing")) {
      call("cancel_login").catch((/** @type {Error} */ error) => toast(error.message, true));
    }
    this.#step = "closed";
    this.#reset();
    this.update();
  };
}

define("login-dialog", ["accounts"], LoginDialog);

const theDialog = () => /** @type {LoginDialog} */ (document.querySelector("login-dialog"));

/** Opens the ways. @param {Vendor} vendor @param {AccountId} [way] the one to start with */
export const openLogin = (vendor, way) => theDialog().open(vendor, way);

/** Begins without a choice. @param {LoginKind} kind */
export const beginLogin = (kind) => theDialog().begin(kind);
