import { ALIASES, fromPairs, isDefault, pairs } from "../pure/settings.js";
import { bareButton, call, card, define, DrawnElement, field, h, icon, originLine, outcomeLine, S, smallButton, state } from "./basics.js";

const words = S.settings;

/** Other names for models: asked for, answered by. */
class AliasRows extends DrawnElement {
	/** What is typed, until it is saved. @type {Pairs | null} */
	#draft = null;

	get #row() {
		return state.settings?.rows.find(({ key }) => key === ALIASES) ?? null;
	}

	draw() {
		const row = this.#row;
		if (!row) return null;
		const list = this.#draft ?? pairs(row.value);
		const add = row.locked ? null : smallButton("alias-add", () => this.#add(list), { icon: "plus" });
		return card(
			{ test: "aliases" },
			[h("h2", words.models), h("span.note.clip", words.modelsNote), h("div.actions", add)],
			h(
				"div.card-line.pair-rows",
				list.length === 0 ? h("p.note", words.noAliases) : null,
				list.map((pair, at) => this.#pair(list, pair, at, row.locked)),
				outcomeLine(this.outcome("save")),
				isDefault(row) ? null : originLine(row),
			),
		);
	}

	/** @param {Pairs} list @param {[string, string]} pair @param {number} at @param {boolean} disabled */
	#pair(list, pair, at, disabled) {
		/** @param {0 | 1} side @param {string} label @param {string} test */
		const side = (side, label, test) =>
			field({
				class: "input input-small",
				value: pair[side],
				"aria-label": label,
				placeholder: label,
				test,
				disabled,
				typed: (text) => {
					/** @type {[string, string]} */
					const typed = [...pair];
					typed[side] = text;
					this.#draft = list.map((each, index) => (index === at ? typed : each));
					this.forget("save");
					this.update();
				},
				onchange: () => this.#save(this.#draft ?? list),
			});
		const remove = () => this.#save(list.filter((_, index) => index !== at));
		return h(
			"div.pair-row",
			side(0, words.asked, "alias-name"),
			icon("chevron"),
			side(1, words.answers, "alias-model"),
			disabled ? h("span") : bareButton("alias-remove", remove, { icon: "trash", label: words.removeAlias({ name: pair[0] }) }),
		);
	}

	/** @param {Pairs} list */
	#add(list) {
		this.#draft = [...list, ["", ""]];
		this.drawNow();
		this.focusOn(".pair-row:nth-last-child(1 of .pair-row) input");
	}

	/** @param {Pairs} list */
	async #save(list) {
		this.#draft = list;
		const value = fromPairs(list);
		const half = list.some(([name, model]) => !name.trim() || !model.trim());
		const same = value === fromPairs(pairs(this.#row?.value ?? null));
		const saved = same || (await this.run("save", () => call("set_setting", { key: ALIASES, value }), words.saved));
		// A row that is half typed stays, to be finished.
		if (saved && !half && this.#draft === list) this.#draft = null;
		this.update();
	}
}

define("alias-rows", ["settings"], AliasRows);
