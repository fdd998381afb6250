import { pieces } from "../pure/code.js";
import { bones, copyButton, define, DrawnElement, h, read, S, smallButton, state } from "./basics.js";

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
    return h(
      "section.card",
      { "aria-label": S.connect.code, test: "snippets" },
      h(
        "div.card-head",
        h("h2.nowrap", S.connect.code),
        h("span.note.clip.grow", shown?.hasToken ? S.connect.codeNote : ""),
        shown ? h("div.actions", this.#menu(shown.id), copyOf(shown.id)) : null,
      ),
      shown ? this.#body(shown) : nothing(),
    );
  }

  /** @param {string} value */
  #menu(value) {
    const options = this.#all.map(({ id, title }) => h("option", { key: id, value: id }, title));
    const onchange = (/** @type {Typed} */ { target }) => this.#choose(target.value);
    const look = { "aria-label": S.connect.client, test: "snippet-menu", value, onchange };
    return h("select.select.input-small.snippet-pick", look, options);
  }

  /** @param {SnippetView} shown */
  #body(shown) {
    const tabs = { role: "tablist", "aria-orientation": "vertical", "aria-label": S.connect.client, onkeydown: this.#key };
    const panel = { id: "snippet-code", role: "tabpanel", "aria-label": S.connect.codeName };
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
    const look = { type: "button", role: "tab", id: `tab-${id}`, test: `snippet-${id}`, title, "aria-controls": "snippet-code" };
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

/** @param {string} id */
const copyOf = (id) => copyButton({ target: { kind: "snippet", id }, name: S.connect.copyCode, test: "copy-snippet", small: true });

function nothing() {
  const why = state.failed.snippets;
  if (!why) return h("div.snippet-wait.late", bones(8, 12, 10, 6));
  const again = smallButton(S.tryAgain, () => read("snippets"));
  return h("div.card-line.card-note", { role: "alert" }, h("p.soft.grow", `${S.connect.codeFails} ${why}`), again);
}

/** @param {SnippetView} snippet */
export const codeIn = ({ text, language }) =>
  pieces(text, language).map(({ text, kind }) => (kind ? h("span", { class: kind }, text) : text));

define("snippet-picker", ["snippets"], SnippetPicker);
