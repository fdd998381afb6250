// Which view is shown: what stands after the # of the address.

/** @type {ViewName[]} */
export const VIEWS = ["connect", "accounts", "activity", "settings"];

const parts = () => location.hash.slice(1).split("/");

export const currentView = () => VIEWS.find((view) => view === parts()[0]) ?? "connect";

/** What is asked for within the view: `#accounts/login-claude`. */
export const currentPart = () => parts()[1] ?? "";

/** @param {string} to */
export function go(to) {
	location.hash = `#${to}`;
}
