// @ts-check
// The type of the window's words, from the words themselves: `node tests/ui/words-type.js` writes it.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const UI = new URL("../../ui/", import.meta.url);
const FILE = new URL("words.d.ts", UI);

/** The words of the page. */
export function words() {
	const page = readFileSync(new URL("index.html", UI), "utf8");
	const block = /<script type="application\/json" id="words">(.*?)<\/script>/s.exec(page);
	return JSON.parse(block?.[1] ?? "");
}

/** The places of a text, in braces. @param {string} text */
export const placesIn = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))];

/** Whether a text is chosen by its count. @param {object} words */
export const isCounted = (words) => "other" in words;

/** @param {any} words @param {string} indent @returns {string} */
function typeOf(words, indent) {
	if (typeof words === "string") {
		const given = placesIn(words).map((name) => `${name}: ${name === "count" ? "number" : "string | number"}`);
		return given.length > 0 ? `(given: { ${given.join("; ")} }) => string` : "string";
	}
	if (isCounted(words)) return "(given: { count: number }) => string";
	const lines = Object.entries(words).map(([name, inner]) => `${indent}\t${JSON.stringify(name)}: ${typeOf(inner, `${indent}\t`)};\n`);
	return `{\n${lines.join("")}${indent}}`;
}

/** What the file holds. */
export const written = () => readFileSync(FILE, "utf8");

/** What it should hold. */
export const wanted = () =>
	`// The words of index.html: \`node tests/ui/words-type.js\` writes this file.\n\ninterface Words ${typeOf(words(), "")}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, wanted());
