import { h } from "../render.js";
import { read, state } from "../state.js";
import { S } from "../strings.js";

/** @param {string} hook */
const named = (hook) => /** @type {Record<string, string>} */ (S.buttons)[hook];

/** @type {Controls} */
export const {
	icon, status, classes, button, smallButton, mainButton, bareButton, link, toggle, field, copyButton,
	outcomeLine, originLine, banner, card, view, emptyState, waiting, bones,
} = {
	icon: (name, extra = "") =>
		h("svg", { class: `icon ${extra}`.trim(), "aria-hidden": "true" }, h("use", { href: `#i-${name}` })),
	status: (status, word, pill = false) =>
		h("span", { class: `status status-${status}${pill ? " pill" : ""}` }, icon(`s-${status}`, status === "live" ? "turn" : ""), word),
	classes: (...names) => names.filter(Boolean).join(" "),
	button(hook, act, { kind, small, bare, of, label = named(hook), name, icon: sign, busy, disabled, focus } = {}) {
		const look = {
			class: classes("btn", kind && `btn-${kind}`, small && "btn-small", bare && "btn-icon"),
			"aria-label": bare ? label : name,
			title: bare ? label : undefined,
			test: of ? `${hook}-${of}` : hook,
			autofocus: focus,
			"aria-busy": busy ? "true" : undefined,
			disabled,
			onclick: busy ? null : act,
		};
		return h("button", look, sign ? icon(sign) : null, bare ? null : label);
	},
	smallButton: (hook, act, look) => button(hook, act, { ...look, small: true }),
	mainButton: (hook, act, look) => button(hook, act, { kind: "primary", ...look }),
	bareButton: (hook, act, look) => button(hook, act, { kind: "quiet", bare: true, ...look }),
	link: (hook, onclick, { of, title } = {}) =>
		h("button.link", { title, test: of ? `${hook}-${of}` : hook, onclick }, named(hook)),
	toggle: (label, turn, { on, disabled, test, describedby, shown }) =>
		h(
			"label.switch",
			h("input", {
				type: "checkbox",
				role: "switch",
				checked: on,
				disabled,
				test,
				"aria-describedby": describedby,
				onchange: ({ target }) => turn(target.checked),
			}),
			h(shown ? "span" : "span.sr", label),
		),
	field: ({ error, typed, ...look }) =>
		h("input", {
			autocomplete: "off",
			spellcheck: "false",
			"aria-invalid": error ? "true" : undefined,
			"aria-describedby": error ? `${look.id}-error` : undefined,
			oninput: ({ target }) => typed(target.value),
			...look,
		}),
	copyButton: ({ test, ...look }) => h("copy-button", { test, ".look": look }),
	outcomeLine({ error, said }, id) {
		if (error) return h("p.outcome.outcome-bad", { role: "alert", id, test: "error" }, icon("s-bad"), h("span", error));
		return said ? h("p.outcome", { id, test: "said" }, icon("check"), h("span", said)) : null;
	},
	originLine({ key, origin, locked }, ...more) {
		if (locked) return h("p.origin", { test: `locked-${key}` }, icon("lock"), S.settings.setBy({ origin }));
		return h("p.origin", h("span.clip", { title: origin }, S.settings.from({ origin })), more);
	},
	banner: ({ status, title, text, test, key, outcome, actions }) =>
		h(
			`div.banner.banner-${status}`,
			{ role: "alert", test, key },
			icon(`s-${status}`),
			h("div.grow", h("h2", title), text ? h("p", text) : null, outcomeLine(outcome ?? {})),
			h("div.actions", actions),
		),
	card: (look, head, ...body) => h("section.card", look, h("div.card-head", head), body),
	view: ({ name, title, text, actions, busy, fills }, ...body) =>
		h(
			"section",
			{ class: classes("view", fills), test: `view-${name}`, "aria-busy": busy ? "true" : undefined },
			h("header.view-head", text ? h("div", h("h1", title), h("p.soft", text)) : h("h1", title), h("div.actions", actions)),
			body,
		),
	emptyState: ({ icon: name, title, text, test }, ...actions) =>
		h("div.card.empty", { test }, h("span.tile", icon(name)), h("h2", title), h("p", text), h("div.actions", actions)),
	waiting(part, ...actions) {
		const text = state.failed[part];
		const again = button("again", () => read(part));
		if (text) return emptyState({ icon: "s-bad", title: S.unread, text, test: `${part}-failed` }, actions, again);
		return h("div.late", { test: `${part}-loading` }, bones(part), h("p.sr", { role: "status" }, S.reading[part]));
	},
	bones: (part) => h("grey-bones", { ".innerHTML": document.querySelector(`#bones [data-of=${part}]`)?.outerHTML }),
};
