// Settings: those that a person changes; the file has them all.

import { banner, button, call, card, define, DrawnElement, h, outcomeLine } from "../elements/basics.js";
import { S, smallButton, state, view, waiting } from "../elements/basics.js";
import { GROUPS } from "../pure/settings.js";

const words = S.settings;

class SettingsView extends DrawnElement {
	draw() {
		const { settings } = state;
		const show = this.calls("file", "show_file", { which: "settings" });
		return view(
			{
				name: "settings",
				title: S.views.settings,
				busy: settings === null,
				fills: "settings-view",
				actions: smallButton("show-settings-file", show, { icon: "open" }),
			},
			outcomeLine(this.outcome("file")),
			settings === null ? waiting("settings", button("show-settings", show)) : this.#groups(settings, show),
		);
	}

	/** @param {SettingsData} settings @param {() => unknown} show its file */
	#groups({ problem, launchAtLogin }, show) {
		const { app } = state;
		const openLog = this.calls("file", "show_file", { which: "log" });
		const actions = smallButton("show-settings", show);
		return h(
			"div.sections",
			problem
				? banner({ key: "problem", test: "settings-problem", status: "warn", title: words.problem, text: problem, actions })
				: null,
			launchAtLogin === null ? null : this.#general(launchAtLogin),
			group("server"),
			group("providers"),
			h("alias-rows", { key: "aliases" }),
			group("records", app?.logFile ? smallButton("open-log", openLog, { icon: "folder" }) : null),
			app ? h("p.note.about", { key: "about" }, words.about(app)) : null,
		);
	}

	/** @param {boolean} on */
	#general(on) {
		const look = { on, test: "launch-at-login" };
		const launch = this.toggle("launch", words.launch, look, (on) => call("set_launch_at_login", { on }));
		return card(
			{ key: "general" },
			h("h2", words.general),
			h(
				"div.set",
				h("div.set-text", h("h3", words.launch), h("p", words.launchText)),
				h("div.set-control", launch, outcomeLine(this.outcome("launch"))),
			),
		);
	}
}

/** @param {keyof typeof GROUPS} name @param {Child} [action] */
function group(name, action) {
	const known = new Set(state.settings?.rows.map(({ key }) => key));
	const rows = GROUPS[name].filter((key) => known.has(key)).map((key) => h("setting-row", { key, ".setting": key }));
	return rows.length === 0 ? null : card({ key: name }, [h("h2", words[name]), h("div.actions", action)], rows);
}

define("view-settings", ["settings", "app"], SettingsView);
