// The first run: from nothing to a working snippet in three steps.

import { button, define, DrawnElement, h, icon, mainButton, outcomeLine } from "../elements/basics.js";
import { S, smallButton, state, view } from "../elements/basics.js";
import { loginTiles } from "../elements/login-dialog.js";
import { codeIn, copyCode } from "../elements/snippet-picker.js";
import { answering } from "../pure/accounts.js";
import { firstSnippet, stepsDone } from "../pure/first-run.js";

const words = S.firstRun;

class FirstRunView extends DrawnElement {
	draw() {
		const done = stepsDone(state);
		const now = done.indexOf(false);
		const stages = done.map((is, at) => (is ? "done" : at === now ? "now" : "later"));
		const [login = "now", start = "later", run = "later"] = /** @type {Stage[]} */ (stages);
		const snippet = run === "later" ? null : firstSnippet(state.snippets ?? [], answering(state));
		const copy = snippet ? copyCode(snippet, { name: words.copyCommand, test: "copy-first" }) : null;
		const actions = now < 0 ? null : smallButton("first-skip", this.#end, { kind: "quiet" });
		return view(
			{ name: "first-run", title: words.title, text: words.text, actions },
			h(
				"ol.card.steps",
				step(1, login, h("h2", words.login), loginBody(login)),
				step(2, start, h("h2", words.start), this.#start(start)),
				step(3, run, h("div.with-copy", h("h2", words.run), copy), this.#run(run, snippet)),
			),
		);
	}

	/** @param {Stage} stage */
	#start(stage) {
		const { problem = null, phase, address: known } = state.proxy ?? {};
		const address = known ?? "";
		if (stage === "done") return h("p", words.startDone({ address }));
		const outcome = this.outcome("start");
		const busy = outcome.busy || phase === "starting";
		const port = problem?.nextPort;
		const take = this.calls("start", "use_next_port");
		const next = port ? mainButton("first-use-next-port", take, { label: S.connect.usePort({ port }) }) : null;
		const look = { icon: "play", label: problem ? S.buttons.again : undefined, busy };
		const start = (port ? button : mainButton)("first-start", this.calls("start", "start_proxy"), look);
		return [
			h("p", words.startText({ address })),
			outcomeLine({ error: problem ? `${problem.title}. ${problem.message}` : undefined }),
			outcomeLine(outcome),
			stage === "now" ? h("div.do", next, start) : null,
		];
	}

	/** @param {Stage} stage @param {SnippetView | null} snippet */
	#run(stage, snippet) {
		if (stage === "later") return null;
		const done = stage === "done";
		return [
			h("p", { role: "status" }, done ? words.runDone : words.runText),
			snippet ? h("pre.code", { tabindex: 0 }, codeIn(snippet)) : null,
			done ? h("div.do", mainButton("first-done", this.#end)) : h("p.note", words.runWaits),
		];
	}

	#end = () => this.dispatchEvent(new Event("first-run-end", { bubbles: true }));
}

/** @param {number} n @param {Stage} stage @param {Child} head @param {Child} body */
function step(n, stage, head, body) {
	const done = stage === "done";
	return h(
		`li.is-${stage}`,
		{ test: `step-${n}`, "data-state": stage, "aria-current": stage === "now" ? "step" : undefined },
		h("span.n", done ? icon("check") : n, done ? h("span.sr", words.done) : null),
		h("div", head, body),
	);
}

/** @param {Stage} stage */
function loginBody(stage) {
	if (stage !== "done") return [h("p", words.loginText), loginTiles()];
	const who = answering(state).map((card) => card.account ?? card.title).join(", ");
	return h("p", who ? words.loginDone({ who }) : words.loginDemo);
}

define("view-first-run", ["proxy", "accounts", "activity", "settings", "snippets", "app"], FirstRunView);
