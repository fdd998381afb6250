import { tokens } from "../pure/numbers.js";
import { isFailed, isOpen } from "../pure/rows.js";
import { clock, duration } from "../pure/time.js";
import { classes, h, S, status } from "./basics.js";

const words = S.activity;

/** @type {Record<string, string>} */
const LOOKS = { provider: "col-provider", first: "num col-first", duration: "num", tokens: "num" };
const COLUMNS = Object.entries(words.columns).map(([name, title]) => ({ name, title, look: LOOKS[name] }));
// What never changes is made once.
const cols = h("colgroup", COLUMNS.map(({ name, look = "" }) => h("col", { class: classes(`w-${name}`, look.replace("num", "").trim()) })));
const head = h("thead", h("tr", COLUMNS.map(({ title, look }) => h("th", { scope: "col", class: look }, title))));

/** @type {Requests} */
export const { rowStatus, spanOf, providerOf, requestTable, room, cells } = {
	rowStatus(row, pill = false) {
		if (isOpen(row)) return status("live", words.live, pill);
		if (row.status === null) return status("warn", words.broken, pill);
		const broken = isFailed(row) && row.status < 400;
		const shape = broken || row.status === 429 || row.status === 529 ? "warn" : row.status < 400 ? "ok" : "bad";
		return status(shape, String(row.status), pill);
	},
	spanOf: (row, now) =>
		isOpen(row) ? `${Math.max(0, Math.floor((now - row.startedAt) / 1000))} s` : duration(row.durationMs),
	providerOf: ({ provider }) =>
		provider === null ? words.none : (/** @type {Record<string, string>} */ (words.providers)[provider] ?? provider),
	requestTable: ({ rows, from, to, rowHeight, selected, reachable, now, choose, key }) =>
		h(
			"table.data",
			{ role: "grid", "aria-label": words.requests, "aria-rowcount": rows.length + 1, onkeydown: key, onclick: choose },
			cols,
			head,
			h(
				"tbody",
				room("before", from * rowHeight),
				rows.slice(from, to).map((row, at) =>
					h(
						"tr",
						{
							key: row.id,
							id: `request-${row.id}`,
							test: `request-${row.id}`,
							"aria-rowindex": from + at + 2,
							tabindex: row.id === reachable ? 0 : -1,
							"aria-selected": String(row.id === selected),
						},
						cells(row, now),
					),
				),
				room("after", (rows.length - to) * rowHeight),
			),
		),
	room: (key, height) =>
		height > 0 ? h("tr", { key, "aria-hidden": "true", ".style": `height: ${height}px` }, h("td", { colspan: COLUMNS.length })) : null,
	cells(row, now) {
		const client = row.client ?? words.unknown;
		const model = row.model ?? row.asked ?? row.path;
		return [
			h("td", clock(row.startedAt)),
			h("td.lead", { title: client }, client),
			h("td.lead", { title: model }, model),
			h("td.col-provider", { title: providerOf(row) }, providerOf(row)),
			h("td", rowStatus(row)),
			h("td.num.col-first", duration(row.firstByteMs)),
			h("td.num", spanOf(row, now)),
			h("td.num", tokens(row.inputTokens, row.outputTokens)),
		];
	},
};
