// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { isCounted, placesIn, wanted, words, written } from "./words-type.js";

const UI = new URL("../../ui/", import.meta.url);
const scripts = readdirSync(UI, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
const script = scripts.map((name) => readFileSync(new URL(name.replaceAll("\\", "/"), UI), "utf8")).join("\n");

/** Groups whose words are found by a name that Rust or a list gives: a state, a kind, a setting. */
const BY_NAME = [
	"views", "reading", "setting", "connect.copy", "connect.loginAgain", "login.ways", "login.keyLabel", "login.keyHint",
	"login.waiting", "activity.shows", "activity.providers", "activity.columns",
];

/** Each text with its path. @param {any} inner @param {string[]} path @returns {[string[], string][]} */
function texts(inner, path = []) {
	if (typeof inner === "string") return [[path, inner]];
	return Object.entries(inner).flatMap(([name, more]) => texts(more, [...path, name]));
}

test("the type of the words is that of the words: the compiler finds each use of one that is not there", () => {
	assert.equal(written(), wanted(), "write it with: node tests/ui/words-type.js");
});

test("each word that is there is used", () => {
	const unused = texts(words()).map(([path]) => (isForm(path) ? path.slice(0, -1) : path)).filter((path) => !isUsed(path));
	assert.deepEqual(unused.map((path) => path.join(".")), []);
});

test("each text has its forms, and the places of one form are those of all", () => {
	for (const [path, text] of texts(words())) {
		assert.equal(text.split("{").length, text.split("}").length, path.join("."));
		if (isForm(path) && path.at(-1) !== "0") assert.deepEqual(placesIn(text), ["count"], path.join("."));
	}
});

/** @param {string[]} path */
const groupOf = (path) => path.slice(0, -1).reduce((inner, name) => inner[name], words());

/** @param {string[]} path */
const isForm = (path) => isCounted(groupOf(path));

/** @param {string[]} path */
function isUsed(path) {
	const name = path.at(-1) ?? "";
	const group = path.slice(0, -1).join(".");
	// A button's words are found by its hook, which may have one for each of several things.
	if (group === "buttons") return script.includes(`"${name}"`) || /^login-(claude|openai)$/.test(name);
	if (BY_NAME.some((each) => group === each || group.startsWith(`${each}.`))) return true;
	return new RegExp(`\\b${name}\\b`).test(script);
}
