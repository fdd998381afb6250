// How far the first run has come.

import { answers, vendorOf } from "./accounts.js";

/**
 * Whether each of the three steps is done: logged in, started, answered.
 * @param {Pick<Known, "app" | "accounts" | "proxy" | "activity">} known
 */
export function stepsDone({ app, accounts, proxy, activity }) {
  const login = app?.demo === true || (accounts?.cards.some(answers) ?? false);
  const answered = activity?.some((row) => row.status !== null && row.status < 300 && row.format !== "models") ?? false;
  return [login, proxy?.phase === "running", answered];
}

/**
 * The command for the first request: the first of the picker's that runs as it stands in a terminal, and speaks to those
 * who are logged in. @param {SnippetView[]} snippets @param {AccountCard[]} cards
 */
export function firstSnippet(snippets, cards) {
  const vendors = cards.filter(answers).map(({ id }) => vendorOf(id));
  const openai = vendors.length > 0 && !vendors.includes("claude");
  const fits = snippets.find(({ id }) => id === (openai ? "curl-openai" : "curl"));
  return fits ?? snippets.find(({ language }) => language === "shell") ?? snippets[0] ?? null;
}
