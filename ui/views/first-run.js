// The first run: from nothing to a working snippet in three steps.

import { button, call, copyButton, define, DrawnElement, h, icon, outcomeLine, S, smallButton, state } from "../elements/basics.js";
import { loginTiles } from "../elements/login-tiles.js";
import { codeIn } from "../elements/snippet-picker.js";
import { answers } from "../pure/accounts.js";
import { firstSnippet, stepsDone } from "../pure/first-run.js";

const words = S.firstRun;

class FirstRunView extends DrawnElement {
  draw() {
    const done = stepsDone(state);
    const now = done.indexOf(false);
    const stages = done.map((is, at) => (is ? "done" : at === now ? "now" : "later"));
    const [login = "now", start = "later", run = "later"] = /** @type {Stage[]} */ (stages);
    const snippet = run === "later" ? null : firstSnippet(state.snippets ?? [], state.accounts?.cards ?? []);
    const skip = now < 0 ? null : smallButton(words.skip, this.#end, { kind: "quiet", test: "first-skip" });
    return h(
      "section.view",
      { test: "view-first-run" },
      h("header.view-head", h("div", h("h1", words.title), h("p.soft", words.text)), h("div.actions", skip)),
      h(
        "ol.card.steps",
        step(1, login, h("h2", words.login), loginBody(login)),
        step(2, start, h("h2", words.start), this.#start(start)),
        step(3, run, snippet ? withCopy(snippet) : h("h2", words.run), this.#run(run, snippet)),
      ),
    );
  }

  /** @param {Stage} stage */
  #start(stage) {
    const { address = null, problem = null, phase } = state.proxy ?? {};
    if (stage === "done") return h("p", words.startDone(address ?? ""));
    const outcome = this.outcome("start");
    const busy = outcome.busy || phase === "starting";
    const port = problem?.nextPort;
    const next = this.doing("start", () => call("use_next_port"));
    const start = this.doing("start", () => call("start_proxy"));
    const look = { icon: "play", kind: port ? undefined : /** @type {const} */ ("primary"), busy, test: "first-start" };
    const buttons = [
      port ? button(S.connect.usePort(port), next, { kind: "primary", test: "first-use-next-port" }) : null,
      button(problem ? S.tryAgain : S.power.start, start, look),
    ];
    const why = problem ? `${problem.title}. ${problem.message}` : "";
    return [
      h("p", words.startText(address ?? "")),
      why ? h("p.outcome.outcome-bad", { role: "alert" }, icon("s-bad"), h("span", why)) : null,
      outcomeLine(outcome),
      stage === "now" ? h("div.do", buttons) : null,
    ];
  }

  /** @param {Stage} stage @param {SnippetView | null} snippet */
  #run(stage, snippet) {
    if (stage === "later") return null;
    const done = stage === "done";
    return [
      h("p", { role: "status" }, done ? words.runDone : words.runText),
      snippet ? h("pre.code", { tabindex: 0 }, codeIn(snippet)) : null,
      done ? h("div.do", button(words.go, this.#end, { kind: "primary", test: "first-done" })) : h("p.note", words.runWaits),
    ];
  }

  #end = () => this.dispatchEvent(new Event("first-run-end", { bubbles: true }));
}

/** @param {number} n @param {Stage} stage @param {Child} head @param {Child} body */
function step(n, stage, head, body) {
  const done = stage === "done";
  return h(
    "li",
    { class: `is-${stage}`, test: `step-${n}`, "data-state": stage, "aria-current": stage === "now" ? "step" : undefined },
    h("span.n", done ? icon("check") : n, done ? h("span.sr", words.done) : null),
    h("div", head, body),
  );
}

/** @param {SnippetView} snippet */
function withCopy({ id }) {
  const copy = copyButton({ target: { kind: "snippet", id }, name: words.copyCommand, test: "copy-first", small: true });
  return h("div.with-copy", h("h2", words.run), copy);
}

/** @param {Stage} stage */
function loginBody(stage) {
  if (stage !== "done") return [h("p", words.loginText), loginTiles()];
  const names = (state.accounts?.cards ?? []).filter(answers).map((card) => card.account ?? card.title);
  return h("p", names.length > 0 ? words.loginDone(names.join(", ")) : words.loginDemo);
}

define("view-first-run", ["proxy", "accounts", "activity", "snippets", "app"], FirstRunView);
