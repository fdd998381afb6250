import { canBeCopied, isExact, valueAt } from "../pure/accounts.js";
import { copyButton, h, icon, S } from "./basics.js";

/**
 * The report of an account: its groups, rows, order and names exactly as given. Ids can be copied.
 * @param {AccountCard & { table: ReportTable }} card @param {number} now
 */
export function credentialTable({ id, state, table, expiresAt }, now) {
	const sections = table.sections.map(({ heading, rows }, section) => {
		const drawn = rows.map((line, row) => drawRow(line, { kind: "account-row", id, section, row }, valueAt(line, expiresAt, now)));
		return h("div", h("h3", heading), h("table", { "aria-label": heading }, h("tbody", drawn)));
	});
	// Where something is wrong, not all that follows is good news.
	const good = state === "valid";
	const confirms = table.confirms.map(({ name, text }) =>
		h("li", { class: good ? undefined : "is-plain" }, icon(good ? "check" : "info"), h("span", h("b", `${name}:`), ` ${text}`)),
	);
	const list = confirms.length > 0 ? h("ul.confirms", { "aria-label": S.accounts.confirms }, confirms) : null;
	return h("div.cred", { test: `table-${id}` }, sections, list);
}

/** @param {ReportRow} row @param {CopyTarget} target @param {string} value */
function drawRow(row, target, value) {
	const look = isExact(row) ? "mono clip" : row.label === "Scopes" ? "wrap" : "clip";
	const words = h("span", { class: look, title: value }, value);
	const copy = copyButton({ target, name: S.accounts.copyRow(row), bare: true });
	return h("tr", h("th", { scope: "row" }, row.label), h("td", canBeCopied(row) ? h("div.row", words, copy) : words));
}
