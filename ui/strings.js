// The words of the window, from the page's block of words; `words.d.ts` has their types.

import { whole } from "./pure/numbers.js";

const forms = new Intl.PluralRules(document.documentElement.lang);

/** Fills the places of a text; a count reads as people write it. @param {string} text */
const fill = (text) => (/** @type {Record<string, string | number>} */ given) =>
	text.replace(/\{(\w+)\}/g, (_, name) => (name === "count" ? whole(Number(given[name])) : String(given[name])));

/** Texts with places become functions, and so do those that are chosen by their count. @param {any} words @returns {any} */
function speak(words) {
	if (typeof words === "string") return words.includes("{") ? fill(words) : words;
	if (!("other" in words)) return Object.fromEntries(Object.entries(words).map(([name, inner]) => [name, speak(inner)]));
	return (/** @type {{ count: number }} */ given) => fill(words[given.count] ?? words[forms.select(given.count)])(given);
}

/** @type {Words} */
export const S = speak(JSON.parse(document.querySelector("#words")?.textContent ?? "{}"));
