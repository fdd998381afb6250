// Colours for the ready code: keywords, strings and notes, no more.

const KEYWORDS = {
	python: "from|import|as|with|for|in|if|else|def|return|async|await|print",
	javascript: "import|from|const|let|await|async|for|of|new|export|return|function|if|else",
	shell: "export|curl|set|pip|npm|claude|codex|llm",
	toml: "true|false",
	json: "true|false|null",
};
/** @type {Partial<Record<keyof typeof KEYWORDS, string>>} */
const NOTES = { javascript: "//[^\\n]*", json: "(?!)" };
const STRING = `"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`[^\`]*\``;

/** The code in pieces, in its order; nothing is lost. @param {string} text @param {keyof typeof KEYWORDS} language */
export function pieces(text, language) {
	const note = NOTES[language] ?? "(?<![^\\s])#[^\\n]*";
	const word = `(?<![\\w.-])(?:${KEYWORDS[language]})(?![\\w-])`;
	// What is between two matches stands at the even places.
	const parts = text.split(new RegExp(`(${STRING}|${note}|${word})`));
	return parts.map((text, at) => ({ text, kind: at % 2 === 0 ? "" : kindOf(text) })).filter(({ text }) => text !== "");
}

/** @param {string} match */
const kindOf = (match) => (/^["'`]/.test(match) ? "s" : /^(#|\/\/)/.test(match) ? "c" : "k");
