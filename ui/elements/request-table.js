import { tokens } from "../pure/numbers.js";
import { isFailed, isOpen } from "../pure/rows.js";
import { clock, duration } from "../pure/time.js";
import { h, S, status } from "./basics.js";

/** How a request ended, as colour, shape and word. @param {ActivityRow} row */
export function rowStatus(row, pill = false) {
  if (isOpen(row)) return status("live", S.activity.live, pill);
  if (row.status === null) return status("warn", S.activity.broken, pill);
  const broken = isFailed(row) && row.status < 400;
  const shape = broken || row.status === 429 || row.status === 529 ? "warn" : row.status < 400 ? "ok" : "bad";
  return status(shape, String(row.status), pill);
}

/** How long it took, or has taken so far. @param {ActivityRow} row @param {number} now */
export const spanOf = (row, now) =>
  isOpen(row) ? `${Math.max(0, Math.floor((now - row.startedAt) / 1000))} s` : duration(row.durationMs);

/** Who answered, in words. @param {ActivityRow} row */
export const providerOf = ({ provider }) => (provider === null ? S.activity.none : (S.activity.providers[provider] ?? provider));

const COLUMNS = /** @type {const} */ ([
  ["time", "w-time", ""],
  ["client", "w-client", ""],
  ["model", "", ""],
  ["provider", "w-provider", "col-provider"],
  ["status", "w-status", ""],
  ["first", "w-first", "num col-first"],
  ["duration", "w-span", "num"],
  ["tokens", "w-tokens", "num"],
]);

/** Only the rows `from` to `to` are drawn; room is left for the others. @param {TableLook} look */
export function requestTable({ rows, from, to, rowHeight, selected, reachable, now, choose, key }) {
  const cols = COLUMNS.map(([, width, look]) => h("col", { class: `${width} ${look.replace("num", "")}`.trim() }));
  const heads = COLUMNS.map(([name, , look]) => h("th", { scope: "col", class: look || undefined }, S.activity.columns[name]));
  return h(
    "table.data",
    { role: "grid", "aria-label": S.activity.requests, "aria-rowcount": rows.length + 1, onkeydown: key },
    h("colgroup", cols),
    h("thead", h("tr", heads)),
    h("tbody", [
      room("before", from * rowHeight),
      rows.slice(from, to).map((row, at) =>
        drawRow(row, { index: from + at + 2, selected: row.id === selected, reachable: row.id === reachable, now, choose }),
      ),
      room("after", (rows.length - to) * rowHeight),
    ]),
  );
}

/** @param {string} key @param {number} height in px */
const room = (key, height) =>
  height > 0 ? h("tr", { key, "aria-hidden": "true", ".style": `height: ${height}px` }, h("td", { colspan: COLUMNS.length })) : null;

/** The last drawing of each row, and what it depended on. @type {WeakMap<ActivityRow, { on: string, tree: Tree }>} */
const known = new WeakMap();

/** @param {ActivityRow} row @param {RowLook} look */
function drawRow(row, look) {
  const on = [look.index, look.selected, look.reachable, isOpen(row) ? spanOf(row, look.now) : ""].join();
  const before = known.get(row);
  if (before?.on === on) return before.tree;
  const tree = newRow(row, look);
  known.set(row, { on, tree });
  return tree;
}

/** @param {ActivityRow} row @param {RowLook} look */
function newRow(row, { index, selected, reachable, now, choose }) {
  const model = row.model ?? row.asked ?? row.path;
  const client = row.client ?? S.activity.unknown;
  const provider = providerOf(row);
  const id = `request-${row.id}`;
  const onclick = () => choose(row.id);
  return h(
    "tr",
    { key: row.id, id, test: id, "aria-rowindex": index, tabindex: reachable ? 0 : -1, "aria-selected": String(selected), onclick },
    h("td", clock(row.startedAt)),
    h("td.lead", { title: client }, client),
    h("td.lead", { title: model }, model),
    h("td.col-provider", { title: row.provider === null ? undefined : provider }, provider),
    h("td", rowStatus(row)),
    h("td.num.col-first", duration(row.firstByteMs)),
    h("td.num", spanOf(row, now)),
    h("td.num", tokens(row.inputTokens, row.outputTokens)),
  );
}
