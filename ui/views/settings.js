// Settings: those that a person changes; the file has them all.

import { banner, bones, button, call, define, DrawnElement, h, heard, outcomeLine } from "../elements/basics.js";
import { S, smallButton, state, toggle, waiting } from "../elements/basics.js";
import { GROUPS } from "../pure/settings.js";

const words = S.settings;

class SettingsView extends DrawnElement {
  draw() {
    const { settings } = state;
    const show = smallButton(S.showFile, this.#show("settings"), { icon: "open", test: "show-settings-file" });
    return h(
      "section.view.settings-view",
      { test: "view-settings", "aria-busy": settings === null ? "true" : undefined },
      h("header.view-head", h("h1", words.title), h("div.actions", show)),
      outcomeLine(this.outcome("file")),
      settings === null ? waiting("settings", groupBones, button(S.showFile, this.#show("settings"))) : this.#groups(settings),
    );
  }

  /** @param {SettingsData} settings */
  #groups({ problem, launchAtLogin }) {
    const { app } = state;
    const log = app?.logFile ? smallButton(S.openLog, this.#show("log"), { icon: "folder", test: "open-log" }) : null;
    return h(
      "div.sections",
      problem ? this.#problem(problem) : null,
      launchAtLogin === null ? null : this.#general(launchAtLogin),
      group("server"),
      group("providers"),
      h("alias-rows", { key: "aliases" }),
      group("records", log),
      app ? h("p.note.about", { key: "about" }, words.about(app.version)) : null,
    );
  }

  /** @param {string} text */
  #problem(text) {
    const actions = smallButton(S.showFile, this.#show("settings"));
    return banner({ key: "problem", test: "settings-problem", status: "warn", title: words.problem, text, actions });
  }

  /** @param {boolean} on */
  #general(on) {
    const turn = (/** @type {boolean} */ on) => this.turn("launch", on, () => call("set_launch_at_login", { on }));
    const launch = toggle(words.launch, turn, { hidden: true, on: this.turned("launch") ?? on, test: "launch-at-login" });
    return h(
      "section.card",
      { key: "general" },
      h("div.card-head", h("h2", words.general)),
      h(
        "div.set",
        h("div.set-text", h("h3", words.launch), h("p", words.launchText)),
        h("div.set-control", launch, outcomeLine(this.outcome("launch"))),
      ),
    );
  }

  /** @param {"settings" | "log"} which */
  #show(which) {
    return this.doing("file", () => call("show_file", { which }));
  }
}

/** @param {keyof typeof GROUPS} name @param {Child} [action] */
function group(name, action) {
  const known = new Set(state.settings?.rows.map(({ key }) => key));
  const rows = GROUPS[name].filter((key) => known.has(key)).map((key) => h("setting-row", { key, ".setting": key }));
  if (rows.length === 0) return null;
  return h("section.card", { key: name }, h("div.card-head", h("h2", words[name]), h("div.actions", action)), rows);
}

function groupBones() {
  const row = h("div.set", h("div.set-text.bone-lines", bones(7, 12)), h("div.set-control", bones(14)));
  const card = h("section.card", h("div.card-head", bones(6)), row, row, row);
  return h("div.sections.late", card, card, heard(words.reading));
}

define("view-settings", ["settings", "app"], SettingsView);
