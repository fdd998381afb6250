import { button, call, field, h, icon, outcomeLine, S, status } from "./basics.js";

/** A login that is under way, or has ended. @param {LoginDialog} dialog @param {LoginProgress | null} login */
export function loginProgress(dialog, login) {
  if (login?.phase === "done") return done(dialog, login);
  if (login?.phase === "failed") return failed(dialog, login);
  return waiting(dialog, login);
}

/** @param {string} key @param {Child[]} buttons */
const foot = (key, ...buttons) => h("div.dialog-foot", { key }, buttons);

/** @param {LoginDialog} dialog @param {LoginProgress | null} login */
function waiting(dialog, login) {
  const kind = login?.kind ?? "claude";
  const finishing = login?.phase === "finishing";
  const again = dialog.outcome("again");
  const look = /** @type {const} */ ({ kind: "quiet", busy: again.busy, disabled: finishing, test: "reopen-browser" });
  const line = status("live", finishing ? S.login.finishing : S.login.waiting[kind], true);
  return [
    dialog.head(kind === "claude-code" ? S.login.waitTitleClaudeCode : S.login.waitTitle, S.login.waitText),
    h(
      "div.dialog-body",
      { key: "waiting" },
      h("div.wait-line", { role: "status" }, line, login?.message ? h("span.note", login.message) : null),
      login?.canPaste && !finishing ? pasteField(dialog) : null,
      outcomeLine(again),
    ),
    foot(
      "foot-waiting",
      button(S.login.again, dialog.doing("again", () => call("reopen_browser")), look),
      button(S.cancel, () => dialog.close(), { test: "login-cancel" }),
    ),
  ];
}

/** @param {LoginDialog} dialog */
function pasteField(dialog) {
  const { pasted } = dialog;
  const outcome = dialog.outcome("paste");
  const send = dialog.doing("paste", () => call("paste_login", { text: pasted.trim() }));
  const code = field({
    id: "login-paste",
    class: "input mono grow",
    test: "paste",
    value: pasted,
    error: outcome.error,
    typed: (text) => dialog.type("pasted", text),
  });
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (pasted.trim()) send();
  };
  const go = button(S.login.goOn, send, { busy: outcome.busy, disabled: pasted.trim() === "", test: "paste-go" });
  return h(
    "form.field",
    { onsubmit },
    h("label", { for: "login-paste" }, S.login.pasteLabel),
    h("div.row", code, go),
    outcomeLine(outcome, "login-paste-error"),
  );
}

/** @param {LoginDialog} dialog @param {LoginProgress} login */
function done(dialog, login) {
  const chatgpt = login.kind === "chatgpt";
  const first = chatgpt && login.firstPlanUse;
  const usage = dialog.doing("again", () => call("open_link", { link: "chatgpt-usage" }));
  return [
    dialog.head(S.login.done),
    h(
      "div.dialog-body",
      { key: "done", role: "status" },
      h("p.row", status("ok", null), h("span.break", login.message ?? S.login.done)),
      first ? h("p.row", { test: "first-plan-use" }, icon("info"), h("span", S.login.usingPlan)) : null,
    ),
    foot(
      "foot-done",
      chatgpt ? button(S.accounts.manageUsage, usage, { kind: "quiet" }) : null,
      button(S.login.finish, () => dialog.close(), { kind: "primary", test: "login-done" }),
    ),
  ];
}

/** @param {LoginDialog} dialog @param {LoginProgress} login */
function failed(dialog, login) {
  const why = h("p.row.top", status("bad", null), h("span.break", login.message ?? S.login.failed));
  return [
    dialog.head(S.login.failed),
    h("div.dialog-body", { key: "failed", role: "alert" }, why),
    foot(
      "foot-failed",
      button(S.close, () => dialog.close(), { test: "login-cancel" }),
      button(S.login.tryAgain, () => dialog.chooseAgain(), { kind: "primary", test: "login-again" }),
    ),
  ];
}
