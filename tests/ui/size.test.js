// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const UI = new URL("../../ui/", import.meta.url);
const scripts = readdirSync(UI, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
const texts = scripts.map((name) => ({ name, text: readFileSync(new URL(name.replaceAll("\\", "/"), UI), "utf8") }));

/** What a program that holds credentials may ask somebody to read. */
const MOST_BYTES = 100_000;

test("the window's script, as it is served, stays under 100,000 bytes", () => {
  const bytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  assert.ok(texts.length > 0);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
});

test("no line of the script is longer than 140 characters", () => {
  for (const { name, text } of texts) {
    for (const [at, line] of text.split("\n").entries()) assert.ok(line.length <= 140, `${name}:${at + 1}`);
  }
});
