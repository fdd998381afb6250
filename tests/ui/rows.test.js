// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailed, matches, mergeRows, MOST_ROWS, rowAfterKey, visibleRows } from "../../ui/pure/rows.js";

/** @param {number} id @param {Partial<import("../../ui/bindings").ActivityRow>} [more] @returns {import("../../ui/bindings").ActivityRow} */
const row = (id, more = {}) => ({
  id, startedAt: id, method: "POST", path: "/v1/messages", format: "messages", model: "claude-sonnet-5-5", asked: null,
  provider: "Claude", client: "zed", streaming: true, status: 200, firstByteMs: 1, durationMs: 2, inputTokens: 1,
  outputTokens: 1, cachedTokens: null, error: null, requestId: `req_${id}`, ignored: [], ...more,
});
const ids = (/** @type {{ id: number }[]} */ rows) => rows.map(({ id }) => id);

test("a changed row takes the place of the old one, and a new one stands first", () => {
  const merged = mergeRows([row(2, { status: null, durationMs: null }), row(1)], [row(2, { status: 429 }), row(3)]);
  assert.deepEqual(ids(merged), [3, 2, 1]);
  assert.equal(merged[1]?.status, 429);
});

test("nothing new gives the very same list", () => {
  const rows = [row(1)];
  assert.equal(mergeRows(rows, []), rows);
});

test("the list holds 500 rows, and the oldest go", () => {
  const merged = mergeRows([], Array.from({ length: MOST_ROWS + 20 }, (_, at) => row(at)));
  assert.equal(merged.length, MOST_ROWS);
  assert.equal(merged.at(-1)?.id, 20);
});

test("each word of the filter must stand somewhere in the row", () => {
  const show = /** @type {const} */ ("all");
  assert.ok(matches(row(1), { text: "ZED sonnet", show }));
  assert.ok(matches(row(1), { text: "req_1", show }));
  assert.ok(!matches(row(1), { text: "zed opus", show }));
});

test("live shows open requests, failed those that were refused or broke off", () => {
  const open = row(1, { status: null, durationMs: null });
  assert.ok(matches(open, { text: "", show: "live" }));
  assert.ok(!matches(row(2), { text: "", show: "live" }));
  assert.ok(matches(row(3, { status: 401 }), { text: "", show: "failed" }));
  assert.ok(isFailed(row(4, { error: "The connection broke." })));
  assert.ok(!isFailed(open));
});

test("the keys lead from row to row, and stop at the ends", () => {
  const rows = [row(3), row(2), row(1)];
  assert.equal(rowAfterKey(rows, 3, "ArrowDown"), 2);
  assert.equal(rowAfterKey(rows, 3, "ArrowUp"), 3);
  assert.equal(rowAfterKey(rows, 3, "End"), 1);
  assert.equal(rowAfterKey(rows, null, "ArrowDown"), 3);
  assert.equal(rowAfterKey(rows, 3, "x"), null);
  assert.equal(rowAfterKey([], null, "ArrowDown"), null);
});

test("of many rows only those in sight are drawn", () => {
  assert.deepEqual(visibleRows(0, 300, 30), { from: 0, to: 10 });
  assert.deepEqual(visibleRows(45, 300, 30), { from: 1, to: 12 });
});
