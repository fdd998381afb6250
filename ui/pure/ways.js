import { loginNeeded } from "./accounts.js";

/** @type {LoginWays} */
export const { WAYS, RECOMMENDED, chosenFirst } = {
	WAYS: { claude: ["claude-code", "claude-key", "claude"], openai: ["chatgpt", "codex", "openai-key"] },
	RECOMMENDED: { claude: "claude-key", openai: "chatgpt" },
	chosenFirst(vendor, cards) {
		const again = cards.find((card) => WAYS[vendor].includes(card.id) && loginNeeded(card));
		return again?.id ?? RECOMMENDED[vendor];
	},
};
