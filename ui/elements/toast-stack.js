import { bareButton, define, DrawnElement, h, icon, status } from "./basics.js";

const SHOWN_FOR_MS = 6000;

/** Tells what happened while the person looked elsewhere. */
class ToastStack extends DrawnElement {
	/** @type {Toast[]} */
	#toasts = [];
	#next = 0;

	/** @param {string} text */
	say(text, bad = false) {
		const id = this.#next++;
		this.#toasts = [...this.#toasts, { id, text, bad }].slice(-3);
		this.update();
		this.#endLater(id);
	}

	/** It stays while the person points at it or stands in it. @param {number} id */
	#endLater(id) {
		setTimeout(() => (this.matches(":hover, :focus-within") ? this.#endLater(id) : this.#end(id)), SHOWN_FOR_MS);
	}

	/** @param {number} id */
	#end(id) {
		this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
		this.update();
	}

	draw() {
		const toasts = this.#toasts.map(({ id, text, bad }) =>
			h(
				"div.toast",
				{ key: id, test: "toast" },
				bad ? status("bad", null) : icon("info"),
				h("span.grow", text),
				bareButton("toast-close", () => this.#end(id), { icon: "close" }),
			),
		);
		return h("div.toasts", { role: "status" }, toasts);
	}
}

define("toast-stack", [], ToastStack);

/** @param {string} text */
export function toast(text, bad = false) {
	const stack = document.querySelector("toast-stack");
	if (stack instanceof ToastStack) stack.say(text, bad);
}
