import { loginNeeded } from "./accounts.js";

/** @type {LoginWays} */
export const { WAYS, RECOMMENDED, chosenFirst } = {
	WAYS: { claude: ["claude-code", "claude-key", "claude"], openai: ["chatgpt", "codex", "openai-key"] },
	RECOMMENDED: { claude: "claude-code", openai: "chatgpt" },
	chosenFirst(vendor, cards) {
		const again = cards.find((card) => WAYS[vendor].includes(card.id) && loginNeeded(card));
		const first = RECOMMENDED[vendor];
		const missing = cards.some(({ id, installed }) => id === first && installed === false);
		return again?.id ?? (missing ? "claude-key" : first);
	},
};
