import { ALIASES, fromPairs, isDefault, pairs } from "../pure/settings.js";
import { button, call, define, DrawnElement, h, icon, outcomeLine, S, smallButton, state } from "./basics.js";

/** @typedef {[string, string][]} Pairs */

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
    const { locked, origin } = row;
    const list = this.#draft ?? pairs(row.value);
    const add = locked ? null : smallButton(S.settings.add, () => this.#add(list), { icon: "plus", test: "alias-add" });
    return h(
      "section.card",
      { test: "aliases" },
      h("div.card-head", h("h2", S.settings.models), h("span.note.clip", S.settings.modelsNote), h("div.actions", add)),
      h(
        "div.card-line.pair-rows",
        list.length === 0 ? h("p.note", S.settings.noAliases) : null,
        list.map((pair, at) => this.#pair(list, pair, at, locked)),
        outcomeLine(this.outcome("save")),
        isDefault(row)
          ? null
          : h("p.origin", locked ? icon("lock") : null, locked ? S.settings.setBy(origin) : S.settings.from(origin)),
      ),
    );
  }

  /** @param {Pairs} list @param {[string, string]} pair @param {number} at @param {boolean} disabled */
  #pair(list, pair, at, disabled) {
    /** @param {0 | 1} side @param {string} label @param {string} test */
    const field = (side, label, test) =>
      h("input.input.input-small", {
        value: pair[side],
        "aria-label": label,
        placeholder: label,
        test,
        disabled,
        spellcheck: "false",
        autocomplete: "off",
        oninput: ({ target }) => {
          /** @type {[string, string]} */
          const typed = [...pair];
          typed[side] = target.value;
          this.#draft = list.map((each, index) => (index === at ? typed : each));
          this.forget("save");
          this.update();
        },
        onchange: () => this.#save(this.#draft ?? list),
      });
    const remove = () => this.#save(list.filter((_, index) => index !== at));
    return h(
      "div.pair-row",
      field(0, S.settings.asked, "alias-name"),
      icon("chevron"),
      field(1, S.settings.answers, "alias-model"),
      disabled ? h("span") : button(null, remove, { icon: "trash", kind: "quiet", name: S.settings.removeAlias(pair[0]) }),
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
    const saved = same || (await this.run("save", () => call("set_setting", { key: ALIASES, value }), S.settings.saved));
    // A row that is half typed stays, to be finished.
    if (saved && !half && this.#draft === list) this.#draft = null;
    this.update();
  }
}

define("alias-rows", ["settings"], AliasRows);
