import { announce } from "../announce.js";
import { call, define, DrawnElement, h, icon, S } from "./basics.js";

const DONE_FOR_MS = 1600;

/** A button that has Rust copy its target. What is copied never passes through the window. */
export class CopyButton extends DrawnElement {
  /** @type {CopyLook | null} */
  #look = null;
  #done = false;
  /** @type {number | undefined} */
  #timer;

  get look() {
    return this.#look;
  }
  set look(look) {
    this.#look = look;
    this.update();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#done = false;
  }

  async copy() {
    const look = this.#look;
    if (look === null || look.disabled) return;
    clearTimeout(this.#timer);
    this.#done = await this.run("copy", () => call("copy", { what: look.target }));
    this.update();
    announce(this.#done ? S.copied : S.notCopied);
    this.#timer = setTimeout(() => {
      this.#done = false;
      this.forget("copy");
      this.update();
    }, this.#done ? DONE_FOR_MS : DONE_FOR_MS * 4);
  }

  draw() {
    if (this.#look === null) return null;
    const { name, label = S.copy, small, bare, disabled } = this.#look;
    const { error } = this.outcome("copy");
    const looks = ["btn", "btn-copy", small && "btn-small", bare && "btn-icon", this.#done && "is-done"];
    const look = { class: looks.filter(Boolean).join(" "), "aria-label": name, title: bare ? name : undefined, disabled };
    return [
      h(
        "button",
        { type: "button", ...look, onclick: () => this.copy() },
        h("span.todo", icon("copy"), bare ? null : label),
        h("span.done", icon("check"), bare ? null : S.copied),
      ),
      error ? h("p.copy-error", { role: "alert" }, error) : null,
    ];
  }
}

define("copy-button", [], CopyButton);
