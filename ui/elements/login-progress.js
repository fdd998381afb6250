import { button, field, h, icon, mainButton, outcomeLine, S, status } from "./basics.js";

const words = S.login;

/** @type {LoginSteps} */
const STEPS = {
	waiting(dialog, login) {
		const kind = login?.kind ?? "claude";
		const finishing = login?.phase === "finishing";
		const again = dialog.outcome("again");
		const reopen = dialog.calls("again", "reopen_browser");
		const line = status("live", finishing ? words.finishing : words.waiting[kind], true);
		return dialog.step(
			"waiting",
			[kind === "claude-code" ? words.waitTitleClaudeCode : words.waitTitle, words.waitText],
			[
				h("div.wait-line", { role: "status" }, line, login?.message ? h("span.note", login.message) : null),
				login?.canPaste && !finishing ? pasteField(dialog) : null,
				outcomeLine(again),
			],
			button("reopen-browser", reopen, { kind: "quiet", busy: again.busy, disabled: finishing }),
			button("login-cancel", dialog.close),
		);
	},
	finishing: (dialog, login) => STEPS.waiting(dialog, login),
	done(dialog, login) {
		const chatgpt = login?.kind === "chatgpt";
		const usage = dialog.calls("again", "open_link", { link: "chatgpt-usage" });
		return dialog.step(
			"done",
			[words.done],
			[
				h("p.row", status("ok", null), h("span.break", login?.message ?? words.done)),
				chatgpt && login.firstPlanUse ? h("p.row", { test: "first-plan-use" }, icon("info"), h("span", words.usingPlan)) : null,
			],
			chatgpt ? button("manage-usage", usage, { kind: "quiet" }) : null,
			mainButton("login-done", dialog.close),
		);
	},
	failed: (dialog, login) =>
		dialog.step(
			"failed",
			[words.failed],
			h("p.row.top", status("bad", null), h("span.break", login?.message ?? words.failed)),
			button("login-cancel", dialog.close, { label: S.buttons["login-close"] }),
			mainButton("login-again", () => dialog.chooseAgain()),
		),
};

/** @type {LoginSteps["waiting"]} */
export const loginProgress = (dialog, login) => STEPS[login?.phase ?? "waiting"](dialog, login);

/** @param {LoginDialog} dialog */
function pasteField(dialog) {
	const text = dialog.pasted.trim();
	const outcome = dialog.outcome("paste");
	const send = dialog.calls("paste", "paste_login", { text });
	const onsubmit = (/** @type {Event} */ event) => {
		event.preventDefault();
		if (text) send();
	};
	const look = { id: "login-paste", class: "input mono grow", test: "paste", value: dialog.pasted, error: outcome.error };
	return h(
		"form.field",
		{ onsubmit },
		h("label", { for: "login-paste" }, words.pasteLabel),
		h(
			"div.row",
			field({ ...look, typed: (pasted) => dialog.set({ pasted }, "paste") }),
			button("paste-go", send, { busy: outcome.busy, disabled: text === "" }),
		),
		outcomeLine(outcome, "login-paste-error"),
	);
}
