import { call } from "../commands.js";
import { render } from "../render.js";
import { onChange } from "../state.js";
import { toggle } from "./controls.js";

const SAID_FOR_MS = 6000;

/** An element that draws itself anew when what it shows has changed, and keeps what became of its actions. */
export class DrawnElement extends HTMLElement {
	/** @type {Shown[]} */
	static shows = [];

	/** @type {Map<string, Outcome>} */
	#outcomes = new Map();
	/** What switches were turned to, until it is so. @type {Map<string, boolean>} */
	#turned = new Map();
	#connection = new AbortController();
	#waits = false;
	#drawnAt = 0;
	/** How long after a drawing the next one waits, in ms. */
	rest = 0;

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

	/** @returns {Child} */
	draw() {
		return null;
	}

	/** Soon, and once, however often it is asked for. */
	update() {
		if (this.#waits || !this.isConnected) return;
		this.#waits = true;
		const wait = this.#drawnAt + this.rest - performance.now();
		if (wait > 0) setTimeout(() => this.#waits && this.drawNow(), wait);
		else queueMicrotask(() => this.drawNow());
	}

	drawNow() {
		this.#waits = false;
		if (this.rest > 0) this.#drawnAt = performance.now();
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
			this.#note(key, { error: /** @type {Error} */ (error).message });
			return false;
		}
	}

	/** The same, as a handler. @param {string} key @param {Action} action @param {string} [done] */
	doing(key, action, done) {
		return () => this.run(key, action, done);
	}

	/**
	 * The same with a command of Rust.
	 * @template {keyof Commands} K @param {string} key @param {K} name @param {Parameters<Commands[K]>} given
	 */
	calls(key, name, ...given) {
		return this.doing(key, /** @type {Action} */ (() => call(name, ...given)));
	}

	/**
	 * A switch, which shows what was wanted until the answer is there.
	 * @param {string} key @param {string} label @param {SwitchLook} look @param {(on: boolean) => Promise<void>} turn
	 */
	toggle(key, label, { locked = null, ...look }, turn) {
		const turned = async (/** @type {boolean} */ on) => {
			this.#turned.set(key, on);
			await this.run(key, () => turn(on));
			this.#turned.delete(key);
			this.update();
		};
		const lock = { disabled: locked !== null, describedby: locked === null ? undefined : `${key}-locked` };
		return toggle(label, turned, { ...lock, ...look, on: this.#turned.get(key) ?? look.on });
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

/** @param {string} name @param {Shown[]} shows the parts of the state that it shows @param {ElementClass} element */
export function define(name, shows, element) {
	element.shows = shows;
	customElements.define(name, element);
}

/** Says something to those who hear the window. @param {string} words */
export function announce(words) {
	const place = document.querySelector("#announce");
	if (!place) return;
	// The same words twice are two messages.
	place.textContent = "";
	setTimeout(() => (place.textContent = words), 30);
}
