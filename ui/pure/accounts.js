import { longSpan, shortSpan } from "./time.js";

const SHAPES = /** @type {const} */ ({ valid: "ok", renews: "ok", missing: "idle", locked: "warn" });
const COPIED = new Set(["Account ID", "User ID", "Key ID", "JWT ID", "Email", "Storage Location"]);
const ABSENT = new Set(["", "Unknown", "Not available", "…"]);
const EXACT = new Set(["Issuer", "Audience", "Access Token", "Server", ...COPIED]);

/** @type {AccountRules} */
export const { loginNeeded, stored, signedIn, answering, vendorOf, shapeOf, canBeCopied, isExact, valueAt, spanLeft } = {
	loginNeeded: ({ state }) => state === "needs-login" || state === "expired",
	stored: ({ state }) => state !== "missing",
	signedIn: ({ state }) => state === "valid" || state === "renews",
	answering({ accounts, settings }) {
		const code = settings?.rows.some(({ key, value }) => key === "claude.mode" && value !== "api");
		return (accounts?.cards ?? []).filter((card) => signedIn(card) && (code || card.id !== "claude-code"));
	},
	vendorOf: (id) => (id.startsWith("claude") ? "claude" : "openai"),
	shapeOf: (state) => (state in SHAPES ? SHAPES[/** @type {keyof typeof SHAPES} */ (state)] : "bad"),
	canBeCopied: ({ label, value }) =>
		COPIED.has(label) && !ABSENT.has(value) && (label !== "Storage Location" || /[/\\]/.test(value)),
	isExact: ({ label, value }) => EXACT.has(label) && label !== "Email" && /[.:/\-_]|\d/.test(value),
	valueAt: ({ label, value }, expiresAt, now) =>
		label !== "Time Remaining" || expiresAt === null || expiresAt <= now ? value : longSpan(expiresAt - now),
	spanLeft(card, now) {
		const { expiresAt } = card;
		return expiresAt === null || expiresAt <= now || !stored(card) || loginNeeded(card) ? null : shortSpan(expiresAt - now);
	},
};
