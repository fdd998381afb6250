import { announce, call, classes, define, DrawnElement, h, icon, S } from "./basics.js";

const DONE_FOR_MS = 1600;

/** A button that has Rust copy its target. What is copied never passes through the window. */
export class CopyButton extends DrawnElement {
	/** @type {CopyLook | null} */
	look = null;
	#done = false;
	#timer = 0;

	disconnectedCallback() {
		super.disconnectedCallback();
		clearTimeout(this.#timer);
		this.#done = false;
	}

	async copy() {
		const look = this.look;
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
		if (this.look === null) return null;
		const { name, label = S.copy, small, bare, disabled } = this.look;
		const { error } = this.outcome("copy");
		const look = {
			class: classes("btn btn-copy", small && "btn-small", bare && "btn-icon", this.#done && "is-done"),
			"aria-label": name,
			title: bare ? name : undefined,
			disabled,
			onclick: () => this.copy(),
		};
		return [
			h("button", look, h("span.todo", icon("copy"), bare ? null : label), h("span.done", icon("check"), bare ? null : S.copied)),
			error ? h("p.copy-error", { role: "alert" }, error) : null,
		];
	}
}

define("copy-button", [], CopyButton);
