import { whole } from "../pure/numbers.js";
import { clock, duration } from "../pure/time.js";
import { bareButton, card, copyButton, h, outcomeLine, S } from "./basics.js";
import { providerOf, rowStatus, spanOf } from "./request-table.js";

const words = S.activity;

/** @type {RequestDetail} */
export const { requestDetail, who, howMuch, tokensOf, pair } = {
	requestDetail(row, now, close) {
		const curl = { name: words.copyCurl, label: words.copyCurl, small: true, test: "copy-curl" };
		const token = { name: S.connect.copyToken, label: words.copyToken, small: true, test: "copy-token-401" };
		const copyToken = copyButton({ ...token, target: { kind: "auth-token" } });
		return card(
			{ "aria-label": words.request, test: "request-detail" },
			[
				h("h2", words.request),
				rowStatus(row, true),
				h(
					"div.actions",
					copyButton({ ...curl, target: { kind: "curl", id: row.id } }),
					bareButton("close-detail", close, { icon: "close" }),
				),
			],
			h(
				"div.detail",
				row.status === 401 ? h("div.detail-hint", h("p.grow", words.unauthorized), copyToken) : null,
				row.error ? outcomeLine({ error: row.error }) : null,
				h("div.cols", h("dl.pairs", who(row)), h("dl.pairs", howMuch(row, now)), h("p.note", words.noBodies)),
			),
		);
	},
	who: (row) => [
		pair("path", `${row.method} ${row.path}`, true),
		pair("client", row.client ?? words.unknown),
		pair("model", row.model),
		pair("asked", row.asked),
		pair("provider", providerOf(row)),
		pair("id", row.requestId, true),
	],
	howMuch(row, now) {
		const span = spanOf(row, now);
		return [
			pair("started", clock(row.startedAt)),
			pair("first", duration(row.firstByteMs)),
			pair("duration", row.streaming ? words.streaming({ span }) : span),
			pair("tokens", tokensOf(row)),
			pair("ignored", row.ignored.join(", ") || null, true),
		];
	},
	tokensOf({ inputTokens, outputTokens, cachedTokens }) {
		if (inputTokens === null && outputTokens === null) return "–";
		const [input, output] = [inputTokens, outputTokens].map((tokens) => (tokens === null ? "–" : whole(tokens)));
		return cachedTokens ? words.tokensCached({ input, output, cached: whole(cachedTokens) }) : words.tokensLong({ input, output });
	},
	pair(name, value, exact = false) {
		const title = words.fields[name];
		return value === null ? null : [h("dt", { title }, title), h(exact ? "dd.mono" : "dd", value)];
	},
};
