import { whole } from "../pure/numbers.js";
import { clock, duration } from "../pure/time.js";
import { button, copyButton, h, icon, S } from "./basics.js";
import { providerOf, rowStatus, spanOf } from "./request-table.js";

const words = S.activity;

/** What is known of one request; never what was said in it. @param {ActivityRow} row @param {number} now @param {() => void} close */
export function requestDetail(row, now, close) {
  const curl = { target: /** @type {const} */ ({ kind: "curl", id: row.id }), name: words.copyCurl, label: words.copyCurl };
  return h(
    "section.card",
    { "aria-label": words.request, test: "request-detail" },
    h(
      "div.card-head",
      h("h2", words.request),
      rowStatus(row, true),
      h(
        "div.actions",
        copyButton({ ...curl, small: true, test: "copy-curl" }),
        button(null, close, { icon: "close", kind: "quiet", name: words.closeDetail, test: "close-detail" }),
      ),
    ),
    h(
      "div.detail",
      row.status === 401 ? unauthorized() : null,
      row.error ? h("p.outcome.outcome-bad", icon("s-bad"), h("span", row.error)) : null,
      h("div.cols", h("dl.pairs", who(row)), h("dl.pairs", howMuch(row, now)), h("p.note", words.noBodies)),
    ),
  );
}

function unauthorized() {
  const target = /** @type {const} */ ({ kind: "auth-token" });
  const look = { name: S.connect.copyToken, label: words.copyToken, small: true, test: "copy-token-401" };
  return h("div.detail-hint", h("p.grow", words.unauthorized), copyButton({ target, ...look }));
}

/** @param {ActivityRow} row */
const who = (row) => [
  pair("path", `${row.method} ${row.path}`, true),
  pair("client", row.client ?? words.unknown),
  pair("model", row.model),
  pair("asked", row.asked),
  pair("provider", providerOf(row)),
  pair("id", row.requestId, true),
];

/** @param {ActivityRow} row @param {number} now */
function howMuch(row, now) {
  const { inputTokens, outputTokens, cachedTokens, ignored } = row;
  const count = (/** @type {number | null} */ tokens) => (tokens === null ? "–" : whole(tokens));
  const known = inputTokens !== null || outputTokens !== null;
  const cached = cachedTokens ? whole(cachedTokens) : null;
  const span = spanOf(row, now);
  return [
    pair("started", clock(row.startedAt)),
    pair("first", duration(row.firstByteMs)),
    pair("duration", row.streaming ? `${span}, ${words.streaming}` : span),
    pair("tokens", known ? words.tokensLong(count(inputTokens), count(outputTokens), cached) : "–"),
    pair("ignored", ignored.length > 0 ? ignored.join(", ") : null, true),
  ];
}

/** @param {keyof typeof words.fields} name @param {string | null} value */
function pair(name, value, exact = false) {
  const title = words.fields[name];
  return value === null ? null : [h("dt", { title }, title), h("dd", { class: exact ? "mono" : undefined }, value)];
}
