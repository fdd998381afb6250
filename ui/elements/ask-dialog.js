import { h, render } from "../render.js";
import { button } from "./controls.js";

/** Asks before something is lost. The focus starts on Cancel. @param {Question} question @returns {Promise<boolean>} */
export function ask({ title, text, yes, danger, test }) {
	const dialog = document.createElement("dialog");
	dialog.className = "dialog dialog-ask";
	dialog.dataset.test = test;
	dialog.setAttribute("aria-labelledby", "ask-title");
	dialog.setAttribute("aria-describedby", "ask-text");
	const close = (/** @type {string} */ answer) => () => dialog.close(answer);
	render(dialog, [
		h("div.dialog-head", h("div", h("h1", { id: "ask-title" }, title), h("p", { id: "ask-text" }, text))),
		h(
			"div.dialog-foot",
			button("ask-no", close(""), { focus: true }),
			button("ask-yes", close("yes"), { label: yes, kind: danger ? "danger" : "primary" }),
		),
	]);
	document.body.append(dialog);
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener("close", () => {
			dialog.remove();
			resolve(dialog.returnValue === "yes");
		});
	});
}
