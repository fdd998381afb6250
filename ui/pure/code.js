// Colours for the ready code: keywords, strings and notes, no more.

/** @typedef {{ text: string, kind: "k" | "s" | "c" | "" }} Piece */

const KEYWORDS = {
  python: "from|import|as|with|for|in|if|else|def|return|async|await|print",
  javascript: "import|from|const|let|await|async|for|of|new|export|return|function|if|else",
  shell: "export|curl|set|pip|npm|claude|codex|llm",
  toml: "true|false",
  json: "true|false|null",
};

const STRING = `"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`[^\`]*\``;

/** The code in pieces, in its order; nothing is lost. @param {string} text @param {keyof typeof KEYWORDS} language @returns {Piece[]} */
export function pieces(text, language) {
  const note = language === "javascript" ? "//[^\\n]*" : language === "json" ? "(?!)" : "(?<![^\\s])#[^\\n]*";
  const word = `(?<![\\w.-])(?:${KEYWORDS[language]})(?![\\w-])`;
  const pattern = new RegExp(`(?<s>${STRING})|(?<c>${note})|(?<k>${word})`, "g");
  /** @type {Piece[]} */
  const found = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), kind: "" });
    const kind = match.groups?.s ? "s" : match.groups?.c ? "c" : "k";
    found.push({ text: match[0], kind });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), kind: "" });
  return found;
}
