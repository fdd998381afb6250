// @ts-check
import { fromTemplate, one, setIcon } from "../dom.js";

/** @typedef {"running" | "stopped" | "working" | "attention" | "failed"} Status */

/** A status as colour, shape and word. */
export class StatusPill extends HTMLElement {
  connectedCallback() {
    if (!this.firstElementChild) this.replaceChildren(fromTemplate("status-pill"));
  }

  /**
   * @param {Status} status
   * @param {string} word
   */
  show(status, word) {
    this.setAttribute("status", status);
    setIcon(this, status);
    one(this, "span", HTMLElement).textContent = word;
  }
}

customElements.define("status-pill", StatusPill);
