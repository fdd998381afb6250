/** The settings that a person changes, in their groups; all others stand in the file. */
export const GROUPS = /** @type {const} */ ({
	server: ["server.port", "server.allowed_hosts", "server.allowed_origins"],
	providers: ["claude.mode", "claude.cache", "openai.enabled", "openai.use", "translation.strict"],
	records: ["credentials.store", "log.level"],
});

export const ALIASES = "models.aliases";

/** @type {SettingRules} */
export const { typed, toValue, pairs, fromPairs, isDefault } = {
	typed({ kind, value }) {
		const list = kind === "list" ? json(value) : null;
		return Array.isArray(list) ? list.join(", ") : (value ?? "");
	},
	toValue: (kind, text) => (kind === "list" ? JSON.stringify(text.split(/[,\s]+/).filter(Boolean)) : text.trim()),
	pairs(value) {
		const map = json(value);
		if (map === null || typeof map !== "object" || Array.isArray(map)) return [];
		return Object.entries(map).map(([name, model]) => [name, String(model)]);
	},
	fromPairs(list) {
		const whole = list.map(([name, model]) => [name.trim(), model.trim()]).filter(([name, model]) => name && model);
		return JSON.stringify(Object.fromEntries(whole));
	},
	isDefault: ({ origin }) => origin.toLowerCase() === "default",
};

/** @param {string | null} text @returns {any} */
function json(text) {
	try {
		return JSON.parse(text ?? "null");
	} catch {
		return null;
	}
}
