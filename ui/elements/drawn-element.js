import { announce } from "../announce.js";
import { render } from "../render.js";
import { onChange } from "../state.js";

const SAID_FOR_MS = 6000;

/** An element that draws itself anew when what it shows has changed, and keeps what became of its actions. */
export class DrawnElement extends HTMLElement {
  /** The parts of the state that it shows. @type {Part[]} */
  static shows = [];

  /** @type {Map<string, Outcome>} */
  #outcomes = new Map();
  /** What switches were turned to, until it is so. @type {Map<string, boolean>} */
  #turned = new Map();
  #connection = new AbortController();
  #waits = false;

  /** Ends what it hears while it stands in the window. */
  get signal() {
    return this.#connection.signal;
  }

  connectedCallback() {
    this.#connection = new AbortController();
    const { shows } = /** @type {typeof DrawnElement} */ (this.constructor);
    onChange(shows, () => this.update(), this.signal);
    this.drawNow();
  }

  disconnectedCallback() {
    this.#connection.abort();
  }

  /** What it looks like now. @returns {Child} */
  draw() {
    return null;
  }

  /** Draws it soon: once, however often it is asked for. */
  update() {
    if (this.#waits || !this.isConnected) return;
    this.#waits = true;
    queueMicrotask(() => this.drawNow());
  }

  drawNow() {
    this.#waits = false;
    if (this.isConnected) render(this, this.draw());
  }

  /** @param {string} selector */
  focusOn(selector) {
    const found = this.querySelector(selector);
    if (found instanceof HTMLElement) found.focus();
  }

  /**
   * Runs an action, and shows what becomes of it where it was begun. Resolves to whether it was done.
   * @param {string} key @param {Action} action @param {string} [done] what is said then
   */
  async run(key, action, done) {
    if (this.#outcomes.get(key)?.busy) return false;
    this.#note(key, { busy: true });
    try {
      const said = (await action()) ?? done;
      this.#note(key, said ? { said } : null);
      if (!said) return true;
      announce(said);
      setTimeout(() => this.#outcomes.get(key)?.said === said && this.#note(key, null), SAID_FOR_MS);
      return true;
    } catch (error) {
      this.#note(key, { error: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  /** The same, as a handler. @param {string} key @param {Action} action @param {string} [done] */
  doing(key, action, done) {
    return () => this.run(key, action, done);
  }

  /** Turns a switch; it shows what was wanted until the answer is there. @param {string} key @param {boolean} on @param {Action} action */
  async turn(key, on, action) {
    this.#turned.set(key, on);
    await this.run(key, action);
    this.#turned.delete(key);
    this.update();
  }

  /** @param {string} key */
  turned(key) {
    return this.#turned.get(key);
  }

  /** @param {string} key @returns {Outcome} */
  outcome(key) {
    return this.#outcomes.get(key) ?? {};
  }

  /** @param {string} key */
  forget(key) {
    if (this.#outcomes.delete(key)) this.update();
  }

  /** @param {string} key @param {Outcome | null} outcome */
  #note(key, outcome) {
    if (outcome === null) this.#outcomes.delete(key);
    else this.#outcomes.set(key, outcome);
    this.update();
  }
}

/** Names an element, and the parts of the state that it shows. @param {string} name @param {Part[]} shows @param {ElementClass} element */
export function define(name, shows, element) {
  element.shows = shows;
  customElements.define(name, element);
}
