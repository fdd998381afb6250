// Activity: what happens now, and how it ended. Never what was said.

import { button, define, DrawnElement, emptyState, h, icon, mainButton } from "../elements/basics.js";
import { S, smallButton, state, view, waiting } from "../elements/basics.js";
import { requestDetail } from "../elements/request-detail.js";
import { requestTable } from "../elements/request-table.js";
import { matches, rowAfterKey, visibleRows } from "../pure/rows.js";
import { go } from "../route.js";
import { clearActivity } from "../state.js";

const BETWEEN_DRAWINGS_MS = 100;
const STILL_AFTER_SCROLL_MS = 600;
/** Rows beyond the visible ones that are drawn too. */
const SPARE_ROWS = 4;
/** Of the time, this share is for drawing at most. */
const SHARE = 1 / 5;
const words = S.activity;

class ActivityView extends DrawnElement {
	/** @type {ActivityShown} */
	#is = {
		filter: { text: "", show: "all" },
		paused: false,
		selected: null,
		reachable: null,
		rows: [],
		shown: new Set(),
		scrolled: 0,
		scrolledAt: 0,
		height: 900,
		rowHeight: 30,
	};
	#measure = new ResizeObserver(() => {
		const { height, rowHeight } = this.#is;
		this.#is.height = this.#table?.clientHeight || height;
		this.#is.rowHeight = this.querySelector("tr[id]")?.getBoundingClientRect().height || rowHeight;
		if (this.#is.height !== height || this.#is.rowHeight !== rowHeight) this.drawNow();
	});

	connectedCallback() {
		super.connectedCallback();
		document.addEventListener("selectionchange", this.#later, { signal: this.signal });
		this.signal.addEventListener("abort", () => this.#measure.disconnect());
	}

	/** Not while nobody sees it. */
	update() {
		if (!document.hidden) super.update();
	}

	drawNow() {
		const begun = performance.now();
		super.drawNow();
		if (this.#table) this.#measure.observe(this.#table);
		// What a drawing costs is known when its frame is painted.
		requestAnimationFrame(() => setTimeout(() => this.#pace(performance.now() - begun)));
	}

	/** @param {number} cost of a drawing, in ms */
	#pace(cost) {
		this.rest = Math.min(Math.max(BETWEEN_DRAWINGS_MS, cost / SHARE), 1000);
	}

	#later = () => this.update();

	get #table() {
		return this.querySelector(".table-wrap");
	}

	/** New rows wait while the person reads further down, scrolls, or selects words. */
	get #held() {
		if (this.#is.paused) return true;
		if (!this.#table) return false;
		if (this.#is.scrolled > 0 || performance.now() - this.#is.scrolledAt < STILL_AFTER_SCROLL_MS) return true;
		const selection = document.getSelection();
		return selection !== null && !selection.isCollapsed && this.#table.contains(selection.anchorNode);
	}

	draw() {
		const { activity } = state;
		const look = { name: "activity", title: S.views.activity, fills: "view-wide", busy: activity === null };
		if (activity === null) return view(look, h("div.view-body", { key: "empty" }, waiting("activity")));
		if (activity.length === 0 && !this.#is.paused) {
			const empty = { icon: "activity", title: words.empty, text: words.emptyText, test: "activity-empty" };
			const getCode = mainButton("get-code", () => go("connect"));
			return view(look, h("div.view-body", { key: "empty" }, emptyState(empty, getCode)));
		}
		// A new table begins at its top.
		if (!this.#table) this.#is.scrolled = 0;
		const wanted = activity.filter((row) => matches(row, this.#is.filter));
		const held = this.#held;
		this.#is.rows = held ? wanted.filter(({ id }) => this.#is.shown.has(id)) : wanted;
		if (!held) this.#is.shown = new Set(activity.map(({ id }) => id));
		const body = h("div.view-body", { key: "full" }, this.#toolbar(), this.#split(wanted.length - this.#is.rows.length));
		return view({ ...look, fills: "view-wide view-fill", actions: this.#actions() }, body);
	}

	#actions() {
		const pause = () => {
			this.#is.paused = !this.#is.paused;
			this.drawNow();
		};
		const clear = () => {
			this.#is.selected = null;
			clearActivity();
		};
		const look = this.#is.paused ? { label: words.resume, icon: "play" } : { icon: "pause" };
		return [smallButton("pause", pause, look), smallButton("clear", clear)];
	}

	#toolbar() {
		const { text, show } = this.#is.filter;
		const search = h("input.input.input-small", {
			type: "search",
			id: "filter",
			placeholder: words.filter,
			"aria-label": words.filterName,
			test: "filter",
			value: text,
			oninput: ({ target }) => this.#look({ text: target.value, show }),
		});
		const shows = /** @type {const} */ (["all", "live", "failed"]).map((each) => {
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
		this.#is.filter = filter;
		this.drawNow();
	}

	/** @param {number} count how many changes wait */
	#split(count) {
		const now = Date.now();
		const selected = this.#is.rows.find(({ id }) => id === this.#is.selected);
		const held = { label: words.held({ count }) };
		return h(
			selected ? "div.split.has-detail" : "div.split",
			h(
				"section.card.table-card",
				{ "aria-label": words.requests },
				count > 0 ? h("div.held", smallButton("held", this.#catchUp, held)) : null,
				this.#is.rows.length === 0 && count === 0 ? this.#nothing() : this.#drawTable(now),
			),
			selected ? requestDetail(selected, now, this.#close) : null,
		);
	}

	#nothing() {
		const clear = button("clear-filter", () => this.#look({ text: "", show: "all" }));
		return h("div.nothing", { role: "status", test: "nothing-matches" }, h("h2", words.nothing), h("p.soft", words.nothingText), clear);
	}

	/** @param {number} now */
	#drawTable(now) {
		const { rows, scrolled, height, rowHeight, reachable } = this.#is;
		const visible = visibleRows(scrolled, height, rowHeight);
		const from = Math.min(Math.max(0, visible.from - SPARE_ROWS), rows.length);
		const table = requestTable({
			...this.#is,
			from,
			to: Math.min(rows.length, visible.to + SPARE_ROWS),
			reachable: rows.find(({ id }) => id === reachable)?.id ?? rows[0]?.id,
			now,
			choose: this.#clicked,
			key: this.#key,
		});
		return h("div.table-wrap", { onscroll: this.#scrolled }, table);
	}

	#scrolled = () => {
		this.#is.scrolledAt = performance.now();
		this.#is.scrolled = this.#table?.scrollTop ?? 0;
		requestAnimationFrame(() => this.drawNow());
		setTimeout(this.#later, STILL_AFTER_SCROLL_MS + 20);
	};

	#catchUp = () => {
		this.#is.paused = false;
		this.#is.scrolledAt = 0;
		this.#is.scrolled = 0;
		document.getSelection()?.removeAllRanges();
		this.#table?.scrollTo(0, 0);
		this.drawNow();
	};

	#clicked = (/** @type {MouseEvent} */ { target }) => {
		const row = target instanceof Element ? target.closest("tr[id]") : null;
		if (row) this.#choose(Number(row.id.replace("request-", "")));
	};

	/** @param {number} id */
	#choose(id) {
		this.#is.reachable = id;
		this.#is.selected = this.#is.selected === id ? null : id;
		this.drawNow();
	}

	#close = () => {
		const id = this.#is.selected;
		this.#is.selected = null;
		this.drawNow();
		this.focusOn(`#request-${id}`);
	};

	#key = (/** @type {KeyboardEvent} */ event) => {
		const id = this.#is.reachable ?? this.#is.rows[0]?.id ?? null;
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === "Enter" && id !== null) this.#choose(id);
		else if (event.key === "Escape" && this.#is.selected !== null) this.#close();
		else {
			const next = rowAfterKey(this.#is.rows, id, event.key);
			if (next === null) return;
			this.#is.reachable = next;
			if (this.#is.selected !== null) this.#is.selected = next;
			this.#reveal(this.#is.rows.findIndex(({ id }) => id === next));
			this.drawNow();
			this.focusOn(`#request-${next}`);
		}
		event.preventDefault();
		event.stopPropagation();
	};

	/** Brings a row, which may not be drawn, into the table's visible part. @param {number} index */
	#reveal(index) {
		const { scrolled, height, rowHeight: row } = this.#is;
		// The head of the table covers one row.
		const [highest, lowest] = [index * row, (index + 2) * row - height];
		const wanted = Math.max(Math.min(scrolled, highest), lowest);
		if (wanted === scrolled) return;
		this.#is.scrolled = wanted;
		this.#table?.scrollTo(0, wanted);
	}
}

define("view-activity", ["activity", "tick"], ActivityView);
