export const MOST_ROWS = 500;

/** @type {Rows} */
export const { mergeRows, isOpen, isFailed, matches, visibleRows, rowAfterKey } = {
	mergeRows(rows, changed, most = MOST_ROWS) {
		if (changed.length === 0) return rows;
		const all = new Map([...rows, ...changed].map((row) => [row.id, row]));
		return [...all.values()].sort((a, b) => b.id - a.id).slice(0, most);
	},
	isOpen: ({ durationMs }) => durationMs === null,
	isFailed: (row) => (row.status !== null && row.status >= 400) || (!isOpen(row) && row.error !== null),
	matches(row, { text, show }) {
		if ((show === "live" && !isOpen(row)) || (show === "failed" && !isFailed(row))) return false;
		const words = text.toLowerCase().split(/\s+/).filter(Boolean);
		if (words.length === 0) return true;
		const said = [row.model, row.asked, row.provider, row.client, row.path, row.status, row.requestId];
		const hay = said.filter((part) => part !== null).join(" ").toLowerCase();
		return words.every((word) => hay.includes(word));
	},
	visibleRows: (scrolled, height, rowHeight) => ({
		from: Math.floor(scrolled / rowHeight),
		to: Math.ceil((scrolled + height) / rowHeight),
	}),
	rowAfterKey(rows, from, key) {
		const at = rows.findIndex(({ id }) => id === from);
		const last = rows.length - 1;
		/** @type {Record<string, number>} */
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last, PageDown: at + 10, PageUp: at - 10 };
		const wanted = to[key];
		return wanted === undefined ? null : (rows[Math.min(Math.max(wanted, 0), last)]?.id ?? null);
	},
};
