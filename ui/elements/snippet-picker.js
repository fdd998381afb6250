import { pieces } from "../pure/code.js";
import { bones, card, copyButton, define, DrawnElement, h, read, S, smallButton, state } from "./basics.js";

const words = S.connect;

/** The ready code: a list of clients, or a menu where it is narrow. Its token is a mask. */
class SnippetPicker extends DrawnElement {
	/** @type {string | null} */
	#chosen = null;

	get #all() {
		return state.snippets ?? [];
	}

	get #shown() {
		return this.#all.find(({ id }) => id === this.#chosen) ?? this.#all[0];
	}

	draw() {
		const shown = this.#shown;
		return card(
			{ "aria-label": words.code, test: "snippets" },
			[
				h("h2.nowrap", words.code),
				h("span.note.clip.grow", shown?.hasToken ? words.codeNote : ""),
				shown ? h("div.actions", this.#menu(shown), copyCode(shown, { name: words.copyCode, test: "copy-snippet" })) : null,
			],
			shown ? this.#body(shown) : nothing(),
		);
	}

	/** @param {SnippetView} shown */
	#menu({ id: value }) {
		const look = { "aria-label": words.client, test: "snippet-menu", value };
		return h(
			"select.select.input-small.snippet-pick",
			{ ...look, onchange: ({ target }) => this.#choose(target.value) },
			this.#all.map(({ id, title }) => h("option", { key: id, value: id }, title)),
		);
	}

	/** @param {SnippetView} shown */
	#body(shown) {
		const tabs = { role: "tablist", "aria-orientation": "vertical", "aria-label": words.client, onkeydown: this.#key };
		const panel = { id: "snippet-code", role: "tabpanel", "aria-label": words.codeName };
		return h(
			"div.snippet",
			h("div.snippet-list", tabs, this.#all.map((each) => this.#tab(each, each === shown))),
			h("div.snippet-code", panel, h("pre.code", { tabindex: 0, test: "snippet-text" }, codeIn(shown))),
		);
	}

	/** @param {SnippetView} snippet @param {boolean} on */
	#tab({ id, title }, on) {
		const [name, of] = title.split(", ");
		const chosen = { "aria-selected": String(on), tabindex: on ? 0 : -1, onclick: () => this.#choose(id) };
		const look = { role: "tab", id: `tab-${id}`, test: `snippet-${id}`, title, "aria-controls": "snippet-code" };
		return h("button", { key: id, ...look, ...chosen }, h("b", name), of ? h("span", of) : null);
	}

	/** @param {string} id */
	#choose(id) {
		this.#chosen = id;
		this.update();
	}

	/** @param {KeyboardEvent} event */
	#key = (event) => {
		const ids = this.#all.map(({ id }) => id);
		const at = ids.indexOf(this.#shown?.id ?? "");
		/** @type {Record<string, number>} */
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 };
		const wanted = to[event.key];
		if (wanted === undefined || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		const id = ids[(wanted + ids.length) % ids.length];
		if (id === undefined) return;
		this.#chosen = id;
		this.drawNow();
		this.focusOn(`[id="tab-${id}"]`);
	};
}

/** @param {SnippetView} snippet @param {{ name: string, test: string }} look */
export const copyCode = ({ id }, look) => copyButton({ ...look, target: { kind: "snippet", id }, small: true });

function nothing() {
	const why = state.failed.snippets;
	if (!why) return h("div.late", bones("snippets"));
	const again = smallButton("again", () => read("snippets"));
	return h("div.card-line.card-note", { role: "alert" }, h("p.soft.grow", `${words.codeFails} ${why}`), again);
}

/** @param {SnippetView} snippet */
export const codeIn = ({ text, language }) =>
	pieces(text, language).map(({ text, kind }) => (kind ? h("span", { class: kind }, text) : text));

define("snippet-picker", ["snippets"], SnippetPicker);
