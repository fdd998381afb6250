import { signedIn } from "../pure/accounts.js";
import { RECOMMENDED, WAYS } from "../pure/ways.js";
import { button, cardOf, field, h, link, mainButton, outcomeLine, S, state, status } from "./basics.js";

const words = S.login;

/** @type {LoginParts} */
export const { drawWays, keySaved, way, keyField, terms, action } = {
	drawWays(dialog) {
		const onsubmit = (/** @type {Event} */ event) => {
			event.preventDefault();
			const go = dialog.querySelector("[data-go] button");
			if (go instanceof HTMLButtonElement && !go.disabled) go.click();
		};
		const ways = WAYS[dialog.vendor].map((each) => way(dialog, each));
		return dialog.step(
			"ways",
			[words[dialog.vendor], words.text],
			// The shape of a key is answered at its field; all else below the ways.
			h("form.ways", { onsubmit }, ways, dialog.way.endsWith("-key") ? null : outcomeLine(dialog.outcome("go"))),
			button("login-cancel", dialog.close),
			h("span", { "data-go": "", key: dialog.way }, action(dialog)),
		);
	},
	keySaved: (dialog) =>
		dialog.step(
			"saved",
			[words[dialog.vendor], words.text],
			h("p.row", status("ok", words.keySaved, true)),
			mainButton("login-done", dialog.close),
		),
	way(dialog, way) {
		const on = dialog.way === way;
		const { title, text } = wordsOf(way);
		const radio = { type: "radio", name: "way", value: way, checked: on, test: `way-${way}`, onchange: () => dialog.set({ way }, "go") };
		return h(
			on ? "div.way.is-on" : "div.way",
			{ key: way },
			h(
				"label",
				h("input", radio),
				h("b", title),
				RECOMMENDED[dialog.vendor] === way ? h("span.tag", words.recommended) : h("span"),
				h("p", text),
			),
			on && way.endsWith("-key") ? keyField(dialog) : null,
			on && way === "claude" ? terms(dialog) : null,
		);
	},
	keyField(dialog) {
		const { provider } = dialog;
		const { error } = dialog.outcome("go");
		const look = { id: "login-key", class: "input mono", type: "password", test: "key-field", value: dialog.key, error };
		const key = field({ ...look, placeholder: words.keyHint[provider], typed: (key) => dialog.set({ key }, "go") });
		return h(
			"div.way-more",
			h("div.field", h("label", { for: "login-key" }, words.keyLabel[provider]), key, outcomeLine({ error }, "login-key-error")),
			h("p.note", `${words.keyNote} `, link("get-key", dialog.calls("link", "open_link", { link: `${provider}-keys` }))),
		);
	},
	terms(dialog) {
		const { notice = "", link: title } = state.accounts?.terms ?? {};
		const read = link("read-terms", dialog.calls("link", "open_link", { link: "terms" }), { title });
		const look = { type: "checkbox", test: "accept-terms", checked: dialog.accepted };
		return h(
			"div.way-more",
			h("div.terms", status("warn", null), h("p", `${notice} `, read)),
			h("label.check", h("input", { ...look, onchange: ({ target }) => dialog.set({ accepted: target.checked }) }), h("span", words.accept)),
			outcomeLine(dialog.outcome("link")),
		);
	},
	action(dialog) {
		const { way } = dialog;
		const { busy } = dialog.outcome("go");
		/** @param {LoginKind} kind */
		const begin = (kind) => dialog.doing("go", () => dialog.begin(kind));
		switch (way) {
			case "claude-code": {
				const card = cardOf(way);
				const install = dialog.calls("go", "open_link", { link: "claude-code-install" });
				if (card?.installed === false) return mainButton("go", install, { label: S.buttons["how-to-install"], icon: "open", busy });
				if (card && signedIn(card)) return mainButton("go", dialog.close, { label: words.use, busy });
				return mainButton("go", begin(way), { label: S.buttons["sign-in-claude-code"], busy });
			}
			case "claude":
			case "codex":
				return mainButton("open-browser", begin(way), { icon: "open", busy, disabled: way === "claude" && !dialog.accepted });
			case "chatgpt":
				return mainButton("go", begin(way), { label: S.buttons["continue-chatgpt"], busy });
			default:
				return mainButton("save-key", () => dialog.saveKey(), { busy, disabled: dialog.key.trim() === "" });
		}
	},
};

/** @param {AccountId} way */
function wordsOf(way) {
	const { title, text } = words.ways[way];
	const card = cardOf(way);
	if (way === "codex" && card?.state !== "missing") return { title, text: `${text} ${words.found}` };
	if (way !== "claude-code" || !card) return { title, text };
	if (!card.installed) return words.missing;
	const who = card.account ? words.signedIn({ who: card.account }) : words.signedInNameless;
	return { title, text: signedIn(card) ? `${who} ${text}` : text };
}
