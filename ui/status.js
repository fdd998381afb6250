// @ts-check
// The one view: does it run, and where.

import { one, setIcon } from "./dom.js";
import { CopyButton } from "./elements/copy-button.js";
import { StatusPill } from "./elements/status-pill.js";
import * as proxy from "./proxy.js";

/** @typedef {import("./proxy.js").View} View */
/** @typedef {import("./elements/status-pill.js").Status} Status */

const pill = one(document, "status-pill", StatusPill);
const explain = one(document, "#explain", HTMLElement);
const power = one(document, "#power", HTMLButtonElement);
const baseUrl = one(document, "#base-url", HTMLElement);
const token = one(document, "#token", HTMLElement);
const problem = one(document, "#problem", HTMLElement);
const copyButtons = [...document.querySelectorAll("copy-button")].filter((button) => button instanceof CopyButton);

let runs = false;

/**
 * The pill and the line beside it.
 * @param {View} view
 * @returns {{ status: Status, word: string, line: string }}
 */
function words(view) {
  switch (view.phase) {
    case "stopped":
      return { status: "stopped", word: "Stopped", line: "Your apps get no answers until you start it." };
    case "starting":
      return { status: "working", word: "Starting", line: "One moment." };
    case "finishing":
      return { status: "working", word: "Stopping", line: view.headline };
    case "failed":
      return { status: "failed", word: "Can’t start", line: "Your apps can’t reach it yet." };
    case "running":
      return view.problem
        ? { status: "attention", word: "Needs attention", line: openRequests(view.open) }
        : { status: "running", word: "Running", line: openRequests(view.open) };
  }
}

/** @param {number} count */
function openRequests(count) {
  if (count === 0) return "No requests now.";
  return count === 1 ? "1 request now." : `${count} requests now.`;
}

/**
 * Shows a state.
 * @param {View} view
 */
export function show(view) {
  const { status, word, line } = words(view);
  pill.show(status, word);
  explain.textContent = line;
  explain.title = line;
  showPower(view);
  showEndpoint(view);
  showProblem(view);
}

/** @param {View} view */
function showPower(view) {
  runs = view.phase === "running" || view.phase === "starting" || view.phase === "finishing";
  power.disabled = view.phase === "finishing";
  power.classList.toggle("primary", !runs);
  setIcon(power, runs ? "stop" : "start");
  one(power, "span", HTMLElement).textContent = runs ? "Stop" : view.phase === "failed" ? "Try again" : "Start";
}

/** @param {View} view */
function showEndpoint(view) {
  baseUrl.textContent = view.baseUrl ?? "–";
  baseUrl.title = view.baseUrl ?? "";
  token.hidden = !view.hasToken;
  for (const button of copyButtons) button.disabled = view.baseUrl === null;
}

/** @param {View} view */
function showProblem(view) {
  problem.hidden = view.problem === null;
  if (view.problem === null) return;
  const failed = view.phase === "failed";
  problem.classList.toggle("mild", !failed);
  setIcon(problem, failed ? "failed" : "attention");
  one(problem, "h2", HTMLElement).textContent = failed ? view.headline : "Needs attention";
  one(problem, "p", HTMLElement).textContent = view.problem;
}

/** Starts the proxy, or stops it. */
export function toggle() {
  if (!power.disabled) void (runs ? proxy.stop() : proxy.start());
}

/** Copies the address, as its button does. */
export function copyAddress() {
  void copyButtons[0]?.copy();
}

power.addEventListener("click", toggle);
