// The rows of the activity: merged by id, newest first, bounded; and which of them are wanted.

export const MOST_ROWS = 500;

/**
 * The rows with the changed ones put in. The newest stand first; beyond the bound the oldest go.
 * @param {ActivityRow[]} rows
 * @param {ActivityRow[]} changed
 */
export function mergeRows(rows, changed, most = MOST_ROWS) {
  if (changed.length === 0) return rows;
  const all = new Map(rows.map((row) => [row.id, row]));
  for (const row of changed) all.set(row.id, row);
  return [...all.values()].sort((a, b) => b.id - a.id).slice(0, most);
}

/** @param {ActivityRow} row */
export const isOpen = (row) => row.durationMs === null;

/** Refused, failed, or broken off in the middle. @param {ActivityRow} row */
export const isFailed = (row) => (row.status !== null && row.status >= 400) || (!isOpen(row) && row.error !== null);

/**
 * Whether a row is wanted: each word of the text stands somewhere in it.
 * @param {ActivityRow} row
 * @param {Filter} filter
 */
export function matches(row, { text, show }) {
  if (show === "live" && !isOpen(row)) return false;
  if (show === "failed" && !isFailed(row)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const said = [row.model, row.asked, row.provider, row.client, row.path, row.status, row.requestId];
  const hay = said.filter((part) => part !== null).join(" ").toLowerCase();
  return words.every((word) => hay.includes(word));
}

/**
 * Which rows, of one height, are seen: from the first to behind the last.
 * @param {number} scrolled @param {number} height of the visible part @param {number} rowHeight
 */
export const visibleRows = (scrolled, height, rowHeight) => ({
  from: Math.floor(scrolled / rowHeight),
  to: Math.ceil((scrolled + height) / rowHeight),
});

/** The row that a key leads to; `null` where there is none. @param {ActivityRow[]} rows @param {number | null} from @param {string} key */
export function rowAfterKey(rows, from, key) {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row.id === from);
  const last = rows.length - 1;
  /** @type {Record<string, number>} */
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: last, PageDown: at + 10, PageUp: at - 10 };
  const wanted = to[key];
  if (wanted === undefined) return null;
  return rows[Math.min(Math.max(wanted, 0), last)]?.id ?? null;
}
