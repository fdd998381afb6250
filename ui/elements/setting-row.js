import { isDefault, toValue, typed } from "../pure/settings.js";
import { call, define, DrawnElement, field, h, link, originLine, outcomeLine, S, state, toggle } from "./basics.js";

/** One setting: its words, its value, where that comes from, and what became of a change. */
class SettingRowElement extends DrawnElement {
	setting = "";
	/** What is typed, until it is saved. @type {string | null} */
	#draft = null;

	get #row() {
		return state.settings?.rows.find(({ key }) => key === this.setting);
	}

	draw() {
		const row = this.#row;
		if (!row) return null;
		const { title, text } = wordsOf(row.key) ?? { title: row.key, text: row.help };
		const id = `setting-${row.key.replace(/\W/g, "-")}`;
		return h(
			"div.set",
			{ test: `setting-${row.key}` },
			h("div.set-text", h("h3", { id }, title), h("p", { id: `${id}-text` }, text)),
			h("div.set-control", this.#control(row, id, title), outcomeLine(this.outcome("save"), `${id}-error`), this.#origin(row)),
		);
	}

	/** @param {SettingRow} row @param {string} id @param {string} title */
	#control({ key, kind, locked, choices, value }, id, title) {
		const { error, busy } = this.outcome("save");
		const shown = this.#draft ?? typed({ kind, value });
		const words = wordsOf(key);
		const look = {
			id: `${id}-value`,
			test: `value-${key}`,
			disabled: locked,
			"aria-labelledby": id,
			"aria-describedby": error ? `${id}-error` : `${id}-text`,
			"aria-busy": busy ? "true" : undefined,
			value: shown,
		};
		const save = (/** @type {string} */ text) => this.#save(kind, text);
		if (kind === "switch") {
			return toggle(title, (wanted) => save(String(wanted)), { on: shown === "true", disabled: locked, test: look.test });
		}
		if (kind === "choice") {
			const options = choices.map((choice) => h("option", { key: choice, value: choice }, words?.choices?.[choice] ?? choice));
			// Without a value none of the choices is so.
			if (!shown) options.unshift(h("option", { key: "", value: "", disabled: true }, words?.hint ?? ""));
			const change = { "aria-invalid": error ? "true" : undefined, onchange: (/** @type {Typed} */ { target }) => save(target.value) };
			return h("select.select", { ...look, ...change }, options);
		}
		const number = kind === "number";
		return field({
			class: number ? "input" : "input mono",
			error,
			inputmode: number ? "numeric" : undefined,
			placeholder: words?.hint,
			typed: (text) => this.#type(text),
			onkeydown: (/** @type {KeyboardEvent} */ event) => {
				if (this.#draft === null) return;
				if (event.key === "Enter") save(this.#draft);
				if (event.key !== "Escape") return;
				event.stopPropagation();
				this.#type(null);
			},
			onchange: () => this.#draft !== null && save(this.#draft),
			...look,
		});
	}

	/** @param {string | null} text */
	#type(text) {
		this.#draft = text;
		this.forget("save");
		this.update();
	}

	/** @param {SettingRow["kind"]} kind @param {string} text */
	async #save(kind, text) {
		const row = this.#row;
		if (!row || this.outcome("save").busy) return;
		this.#draft = text;
		const set = { key: row.key, value: toValue(kind, text) };
		const saved = text === typed(row) || (await this.run("save", () => call("set_setting", set), S.settings.saved));
		// A switch or a choice shows what is so; a text stays as typed, to be mended.
		if (saved ? this.#draft === text : kind === "switch" || kind === "choice") this.#draft = null;
		this.update();
	}

	/** @param {SettingRow} row */
	#origin(row) {
		const { key, kind, locked } = row;
		if (!locked && this.#draft !== null && kind !== "switch" && kind !== "choice") return h("p.origin", S.settings.unsaved);
		if (!locked && isDefault(row)) return h("p.origin", S.settings.defaultOrigin);
		const reset = () => {
			this.#draft = null;
			return this.run("save", () => call("unset_setting", { key }));
		};
		return originLine(row, link("reset", reset, { of: key }));
	}
}

/** @param {string} key @returns {SettingWords | undefined} */
const wordsOf = (key) => /** @type {Record<string, SettingWords>} */ (S.setting)[key];

define("setting-row", ["settings"], SettingRowElement);
