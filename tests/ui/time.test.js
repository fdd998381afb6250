// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, longSpan, shortSpan } from "../../ui/pure/time.js";

const MIN = 60_000;

test("a duration has as many figures as it needs", () => {
  assert.equal(duration(null), "–");
  assert.equal(duration(3), "3 ms");
  assert.equal(duration(99), "99 ms");
  assert.equal(duration(100), "0.10 s");
  assert.equal(duration(840), "0.84 s");
  assert.equal(duration(12_140), "12.1 s");
  assert.equal(duration(185_000), "3 min 5 s");
});

test("a short span names its two largest units", () => {
  assert.equal(shortSpan((9 * 24 * 60 + 3 * 60 + 26) * MIN), "9 d 3 h");
  assert.equal(shortSpan((7 * 60 + 56) * MIN), "7 h 56 min");
  assert.equal(shortSpan(2 * 60 * MIN), "2 h");
  assert.equal(shortSpan(42_900), "42 s");
  assert.equal(shortSpan(-1), "0 s");
});

test("the table's span reads as the report has it, without units of which there are none", () => {
  assert.equal(longSpan((9 * 24 * 60 + 3 * 60 + 26) * MIN), "9 days, 3 hours, 26 minutes");
  assert.equal(longSpan((24 * 60 + 1) * MIN), "1 day, 1 minute");
  assert.equal(longSpan(1_000), "1 second");
});
