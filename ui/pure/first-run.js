import { answering, vendorOf } from "./accounts.js";

/** The command that fits the accounts, in the order in which they are preferred; the first where there is none. */
const FIRST = /** @type {const} */ ([
	{ vendor: "claude", snippet: "curl" },
	{ vendor: "openai", snippet: "curl-openai" },
]);

/** @type {FirstRun} */
export const { stepsDone, firstSnippet } = {
	stepsDone(known) {
		const { app, proxy, activity } = known;
		const login = app?.demo === true || answering(known).length > 0;
		const answered = activity?.some((row) => row.status !== null && row.status < 300 && row.format !== "models") ?? false;
		return [login, proxy?.phase === "running", answered];
	},
	firstSnippet(snippets, cards) {
		const vendors = cards.map(({ id }) => vendorOf(id));
		const first = FIRST.find(({ vendor }) => vendors.includes(vendor)) ?? FIRST[0];
		const fits = snippets.find(({ id }) => id === first.snippet);
		return fits ?? snippets.find(({ language }) => language === "shell") ?? snippets[0] ?? null;
	},
};
