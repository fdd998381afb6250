// Activity: what happens now, and how it ended. Never what was said.

import { bones, button, define, DrawnElement, emptyState, h, heard, icon } from "../elements/basics.js";
import { S, smallButton, state, waiting } from "../elements/basics.js";
import { requestDetail } from "../elements/request-detail.js";
import { requestTable } from "../elements/request-table.js";
import { isOpen, matches, rowAfterKey, visibleRows } from "../pure/rows.js";
import { go } from "../route.js";
import { clearActivity } from "../state.js";

const BETWEEN_DRAWINGS_MS = 100;
const STILL_AFTER_SCROLL_MS = 600;
/** Rows beyond the visible ones that are drawn too. */
const SPARE_ROWS = 10;
/** In px, until a row has been measured; and how high the table is taken to be until then. */
const ROW_HEIGHT = 30;
const TABLE_HEIGHT = 900;
const SHOWS = /** @type {const} */ (["all", "live", "failed"]);
const words = S.activity;

class ActivityView extends DrawnElement {
  /** @type {Filter} */
  #filter = { text: "", show: "all" };
  #paused = false;
  /** @type {number | null} */
  #selected = null;
  /** The row that Tab leads to. @type {number | null} */
  #reachable = null;
  /** The ids that the table shows. @type {Set<number>} */
  #shown = new Set();
  #scrolledAt = 0;
  #scrollDrawn = false;
  #drawnAt = 0;
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("selectionchange", this.#later, { signal: this.signal });
    document.addEventListener("visibilitychange", this.#later, { signal: this.signal });
    const second = setInterval(() => !document.hidden && state.activity?.some(isOpen) && this.update(), 1000);
    this.signal.addEventListener("abort", () => {
      clearInterval(second);
      clearTimeout(this.#timer);
      this.#timer = undefined;
    });
  }

  /** At most ten times a second, and not while nobody sees it. */
  update() {
    if (this.#timer !== undefined || document.hidden) return;
    const wait = Math.max(0, this.#drawnAt + BETWEEN_DRAWINGS_MS - performance.now());
    this.#timer = setTimeout(() => this.drawNow(), wait);
  }

  drawNow() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawnAt = performance.now();
    super.drawNow();
  }

  #later = () => this.update();

  /** New rows wait while the person reads further down, scrolls, or selects words. */
  get #held() {
    if (this.#paused) return true;
    const table = this.querySelector(".table-wrap");
    if (!table) return false;
    if (table.scrollTop > 0 || performance.now() - this.#scrolledAt < STILL_AFTER_SCROLL_MS) return true;
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed && table.contains(selection.anchorNode);
  }

  draw() {
    const { activity } = state;
    if (activity === null) return this.#frame(null, waiting("activity", rowBones));
    if (activity.length === 0 && !this.#paused) {
      const look = { icon: "activity", title: words.empty, text: words.emptyText, test: "activity-empty" };
      return this.#frame(null, emptyState(look, button(S.getCode, () => go("connect"), { kind: "primary", test: "get-code" })));
    }
    const wanted = activity.filter((row) => matches(row, this.#filter));
    const held = this.#held;
    const rows = held ? wanted.filter(({ id }) => this.#shown.has(id)) : wanted;
    if (!held) this.#shown = new Set(activity.map(({ id }) => id));
    return this.#frame(this.#actions(), this.#toolbar(), this.#split(rows, wanted.length - rows.length));
  }

  /** @param {Child[] | null} actions there are some where there are requests @param {Child[]} body */
  #frame(actions, ...body) {
    const look = { class: actions ? "view view-wide view-fill" : "view view-wide", test: "view-activity" };
    return h(
      "section",
      { ...look, "aria-busy": state.activity === null ? "true" : undefined },
      h("header.view-head", h("h1", words.title), h("div.actions", actions)),
      h("div.view-body", { key: actions ? "full" : "empty" }, body),
    );
  }

  #actions() {
    const pause = () => {
      this.#paused = !this.#paused;
      this.drawNow();
    };
    const clear = () => {
      this.#selected = null;
      clearActivity();
    };
    const look = { icon: this.#paused ? "play" : "pause", test: "pause" };
    return [smallButton(this.#paused ? words.resume : words.pause, pause, look), smallButton(words.clear, clear, { test: "clear" })];
  }

  #toolbar() {
    const { text, show } = this.#filter;
    const search = h("input.input.input-small", {
      type: "search",
      id: "filter",
      placeholder: words.filter,
      "aria-label": words.filterName,
      test: "filter",
      value: text,
      oninput: ({ target }) => this.#look({ text: target.value, show }),
    });
    const shows = SHOWS.map((each) => {
      const onchange = () => this.#look({ text, show: each });
      const radio = h("input", { type: "radio", name: "show", checked: each === show, test: `show-${each}`, onchange });
      return h("label", radio, h("span", words.shows[each]));
    });
    return h(
      "div.toolbar",
      h("div.search", icon("search"), search),
      h("div.segments", { role: "radiogroup", "aria-label": words.show }, shows),
    );
  }

  /** @param {Filter} filter */
  #look(filter) {
    this.#filter = filter;
    this.drawNow();
  }

  /** @param {ActivityRow[]} rows @param {number} waits */
  #split(rows, waits) {
    const now = Date.now();
    const selected = rows.find(({ id }) => id === this.#selected) ?? null;
    return h(
      "div",
      { class: selected ? "split has-detail" : "split" },
      h(
        "section.card.table-card",
        { "aria-label": words.requests },
        waits > 0 ? h("div.held", smallButton(words.held(waits), this.#catchUp, { test: "held" })) : null,
        rows.length === 0 && waits === 0 ? this.#nothing() : this.#table(rows, now),
      ),
      selected ? requestDetail(selected, now, this.#close) : null,
    );
  }

  #nothing() {
    const clear = button(words.clearFilter, () => this.#look({ text: "", show: "all" }), { test: "clear-filter" });
    return h("div.nothing", { role: "status", test: "nothing-matches" }, h("h2", words.nothing), h("p.soft", words.nothingText), clear);
  }

  /** @param {ActivityRow[]} rows @param {number} now */
  #table(rows, now) {
    const has = (/** @type {number | null} */ wanted) => (rows.some(({ id }) => id === wanted) ? wanted : null);
    const rowHeight = this.#rowHeight;
    const table = this.querySelector(".table-wrap");
    const visible = visibleRows(table?.scrollTop ?? 0, table?.clientHeight || TABLE_HEIGHT, rowHeight);
    const from = Math.min(Math.max(0, visible.from - SPARE_ROWS), rows.length);
    const to = Math.min(rows.length, visible.to + SPARE_ROWS);
    return h(
      "div.table-wrap",
      { onscroll: this.#scrolled },
      requestTable({
        rows,
        from,
        to,
        rowHeight,
        selected: has(this.#selected),
        reachable: has(this.#reachable) ?? rows[0]?.id ?? null,
        now,
        choose: this.#choose,
        key: (event) => this.#key(event, rows),
      }),
    );
  }

  get #rowHeight() {
    const row = this.querySelector("tr[data-test]");
    return row instanceof HTMLElement && row.offsetHeight > 0 ? row.offsetHeight : ROW_HEIGHT;
  }

  /** Brings a row, which may not be drawn, into the table's visible part. @param {number} index */
  #reveal(index) {
    const table = this.querySelector(".table-wrap");
    if (!table) return;
    const [top, height] = [index * this.#rowHeight, this.#rowHeight];
    // The head of the table covers one row.
    if (top < table.scrollTop) table.scrollTop = top;
    else if (top + 2 * height > table.scrollTop + table.clientHeight) table.scrollTop = top + 2 * height - table.clientHeight;
  }

  #scrolled = () => {
    this.#scrolledAt = performance.now();
    if (!this.#scrollDrawn) {
      this.#scrollDrawn = true;
      requestAnimationFrame(() => {
        this.#scrollDrawn = false;
        this.drawNow();
      });
    }
    setTimeout(this.#later, STILL_AFTER_SCROLL_MS + 20);
  };

  #catchUp = () => {
    this.#paused = false;
    this.#scrolledAt = 0;
    document.getSelection()?.removeAllRanges();
    this.querySelector(".table-wrap")?.scrollTo(0, 0);
    this.drawNow();
  };

  #choose = (/** @type {number} */ id) => {
    this.#reachable = id;
    this.#selected = this.#selected === id ? null : id;
    this.drawNow();
  };

  #close = () => {
    const id = this.#selected;
    this.#selected = null;
    this.drawNow();
    this.focusOn(`#request-${id}`);
  };

  /** @param {KeyboardEvent} event @param {ActivityRow[]} rows */
  #key(event, rows) {
    const id = this.#reachable ?? rows[0]?.id ?? null;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && id !== null) this.#choose(id);
    else if (event.key === "Escape" && this.#selected !== null) this.#close();
    else {
      const next = rowAfterKey(rows, id, event.key);
      if (next === null) return;
      this.#reachable = next;
      if (this.#selected !== null) this.#selected = next;
      this.#reveal(rows.findIndex(({ id }) => id === next));
      this.drawNow();
      this.focusOn(`#request-${next}`);
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function rowBones() {
  const line = h("div.bone-row", bones(4, 6, 12, 4));
  return h("div.card.late", { test: "activity-loading" }, Array(5).fill(line), heard(words.reading));
}

define("view-activity", ["activity"], ActivityView);
