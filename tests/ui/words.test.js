// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, canBeCopied, isExact, shapeOf, valueAt } from "../../ui/pure/accounts.js";
import { pieces } from "../../ui/pure/code.js";
import { firstSnippet, stepsDone } from "../../ui/pure/first-run.js";
import { short, tokens, whole } from "../../ui/pure/numbers.js";
import { fromPairs, pairs, toValue, typed } from "../../ui/pure/settings.js";
import { chosenFirst } from "../../ui/pure/ways.js";

test("counts stay short, and small ones whole", () => {
  assert.equal(short(902), "902");
  assert.equal(short(6204), "6,204");
  assert.equal(short(18_204), "18.2k");
  assert.equal(short(1_400_000), "1.4M");
  assert.equal(whole(1_234_567), "1,234,567");
  assert.equal(tokens(17_904, 902), "17.9k / 902");
  assert.equal(tokens(null, null), "–");
});

test("coloured code is the same code", () => {
  const text = 'from a import b\n\nx = "say \\"hi\\" # no note"  # a note\nprint(x)\n';
  const found = pieces(text, "python");
  assert.equal(found.map((piece) => piece.text).join(""), text);
  assert.deepEqual(found.filter(({ kind }) => kind === "c").map((piece) => piece.text), ["# a note"]);
  assert.deepEqual(found.filter(({ kind }) => kind === "s").map((piece) => piece.text), ['"say \\"hi\\" # no note"']);
});

test("an address is no note, and a flag no keyword", () => {
  assert.deepEqual(pieces("curl http://127.0.0.1:8000/#x --set y", "shell").filter(({ kind }) => kind).map((piece) => piece.text), ["curl"]);
});

test("a list is typed with commas, and goes out as JSON", () => {
  assert.equal(typed({ kind: "list", value: '["a","b"]' }), "a, b");
  assert.equal(typed({ kind: "list", value: "[]" }), "");
  assert.equal(toValue("list", "a,  b c"), '["a","b","c"]');
  assert.equal(toValue("number", " 8001 "), "8001");
});

test("model names come as pairs, and half a pair is not saved", () => {
  const list = pairs('{"gpt-4o":"claude-sonnet-5-5"}');
  assert.deepEqual(list, [["gpt-4o", "claude-sonnet-5-5"]]);
  assert.equal(fromPairs([...list, ["half", " "]]), '{"gpt-4o":"claude-sonnet-5-5"}');
  assert.deepEqual(pairs("nonsense"), []);
});

test("ids can be copied, and what is not there can not", () => {
  assert.ok(canBeCopied({ label: "Account ID", value: "8d0b" }));
  assert.ok(!canBeCopied({ label: "Account ID", value: "Unknown" }));
  assert.ok(!canBeCopied({ label: "Access Token", value: "eyJ...x" }));
  assert.ok(isExact({ label: "Issuer", value: "https://auth.example" }));
  assert.ok(!isExact({ label: "Status", value: "Active" }));
});

test("the time that is left counts down, and all other rows stay as given", () => {
  assert.equal(valueAt({ label: "Time Remaining", value: "x" }, 120_000, 0), "2 minutes");
  assert.equal(valueAt({ label: "Time Remaining", value: "Expired 2 hours ago" }, 1, 2), "Expired 2 hours ago");
  assert.equal(valueAt({ label: "Status", value: "Active" }, 120_000, 0), "Active");
});

test("each state of an account has a shape of its own meaning", () => {
  assert.equal(shapeOf("renews"), "ok");
  assert.equal(shapeOf("needs-login"), "bad");
  assert.equal(shapeOf("locked"), "warn");
});

test("the way that is shown first is the one whose login is needed again", () => {
  const card = (/** @type {any} */ id, /** @type {any} */ state) => /** @type {import("../../ui/bindings").AccountCard} */ ({ id, state });
  assert.equal(chosenFirst("claude", [card("claude", "needs-login")]), "claude");
  assert.equal(chosenFirst("claude", [card("codex", "expired")]), "claude-code");
  assert.equal(chosenFirst("openai", []), "chatgpt");
});

test("a key is asked for first where Claude Code is not installed", () => {
  const card = /** @type {any} */ ({ id: "claude-code", state: "missing", installed: false });
  assert.equal(chosenFirst("claude", [card]), "claude-key");
  assert.equal(chosenFirst("claude", [{ ...card, installed: true }]), "claude-code");
});

test("Claude Code answers unless only the API is to be used", () => {
  const accounts = /** @type {any} */ ({ cards: [{ id: "claude-code", state: "valid" }, { id: "codex", state: "missing" }] });
  const settings = (/** @type {string} */ value) => /** @type {any} */ ({ rows: [{ key: "claude.mode", value }] });
  assert.deepEqual(answering({ accounts, settings: settings("auto") }).map(({ id }) => id), ["claude-code"]);
  assert.equal(answering({ accounts, settings: settings("code") }).length, 1);
  assert.deepEqual(answering({ accounts, settings: settings("api") }), []);
  assert.deepEqual(answering({ accounts, settings: null }), []);
});

test("the steps of the first run are done by what happens, not by clicks", () => {
  const known = /** @type {any} */ ({ app: { demo: false }, accounts: { cards: [{ id: "claude-key", state: "valid" }] }, proxy: { phase: "running" }, activity: [{ status: 401, format: "messages" }] });
  assert.deepEqual(stepsDone(known), [true, true, false]);
  known.activity = [{ status: 200, format: "messages" }];
  assert.deepEqual(stepsDone(known), [true, true, true]);
  assert.deepEqual(stepsDone({ app: null, accounts: null, proxy: null, activity: null, settings: null }), [false, false, false]);
});

test("the first command is one for the terminal, and for the account that is logged in", () => {
  const snippet = (/** @type {string} */ id, /** @type {any} */ language) => ({ id, title: id, language, text: "", hasToken: false });
  const card = (/** @type {any} */ id) => /** @type {import("../../ui/bindings").AccountCard} */ ({ id, state: "valid" });
  const all = [snippet("python-anthropic", "python"), snippet("curl", "shell"), snippet("curl-openai", "shell")];
  assert.equal(firstSnippet(all, [])?.id, "curl");
  assert.equal(firstSnippet(all, [card("openai-key")])?.id, "curl-openai");
  assert.equal(firstSnippet(all, [card("openai-key"), card("claude")])?.id, "curl");
  assert.equal(firstSnippet([], []), null);
});
