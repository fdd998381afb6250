// @ts-check
import { announce, fromTemplate, one } from "../dom.js";
import { copy } from "../proxy.js";

const DONE_FOR_MS = 1600;

/** A button that has Rust copy what its `what` attribute names; `name` is what it is called. */
export class CopyButton extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    if (this.firstElementChild) return;
    this.replaceChildren(fromTemplate("copy-button"));
    this.#button.setAttribute("aria-label", this.getAttribute("name") ?? "Copy");
    this.#button.addEventListener("click", () => void this.copy());
  }

  /** @param {boolean} off */
  set disabled(off) {
    this.#button.disabled = off;
  }

  async copy() {
    const what = /** @type {import("../proxy.js").Copied} */ (this.getAttribute("what"));
    clearTimeout(this.#timer);
    this.#fail("");
    try {
      await copy(what);
    } catch (error) {
      this.removeAttribute("done");
      return this.#fail(String(error));
    }
    this.setAttribute("done", "");
    announce("Copied");
    this.#timer = setTimeout(() => {
      this.removeAttribute("done");
      announce("");
    }, DONE_FOR_MS);
  }

  /** @param {string} words */
  #fail(words) {
    const line = one(this, ".failure", HTMLElement);
    line.textContent = words;
    line.hidden = words === "";
  }

  get #button() {
    return one(this, "button", HTMLButtonElement);
  }
}

customElements.define("copy-button", CopyButton);
