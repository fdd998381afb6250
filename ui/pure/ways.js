// The ways to log in: which there are, in which order, and which one is taken first.

/** @type {{ claude: AccountId[], openai: AccountId[] }} */
export const WAYS = {
  claude: ["claude-code", "claude-key", "claude"],
  openai: ["chatgpt", "codex", "openai-key"],
};

/** The way that is named as the best. @type {{ claude: AccountId, openai: AccountId }} */
export const RECOMMENDED = { claude: "claude-key", openai: "chatgpt" };

/** One whose login is needed again, else the one that is recommended. @param {"claude" | "openai"} vendor @param {AccountCard[]} cards */
export function chosenFirst(vendor, cards) {
  const again = cards.find(({ id, state }) => WAYS[vendor].includes(id) && (state === "needs-login" || state === "expired"));
  return again?.id ?? RECOMMENDED[vendor];
}

/** The account that a login is for. @param {LoginKind} kind @returns {AccountId} */
export const ownWay = (kind) => kind;
