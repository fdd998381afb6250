import { signedIn } from "../pure/accounts.js";
import { RECOMMENDED, WAYS } from "../pure/ways.js";
import { button, call, field, h, link, outcomeLine, S, state, status } from "./basics.js";

/** The ways, in their order, and what the chosen one asks for. @param {LoginDialog} dialog @param {boolean} saved */
export function drawWays(dialog, saved) {
  const { vendor, way } = dialog;
  const head = dialog.head(S.login[vendor], S.login.text);
  const foot = (/** @type {Child[]} */ ...buttons) => h("div.dialog-foot", { key: "foot" }, buttons);
  if (saved) {
    const finish = button(S.login.finish, () => dialog.close(), { kind: "primary", test: "login-done" });
    const said = h("p.row", { role: "status" }, status("ok", S.login.keySaved, true));
    return [head, h("div.dialog-body", { key: "saved" }, said), foot(finish)];
  }
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const go = dialog.querySelector("[data-go] button");
    if (go instanceof HTMLButtonElement && !go.disabled) go.click();
  };
  return [
    head,
    h(
      "form.dialog-body",
      { key: "ways", onsubmit },
      WAYS[vendor].map((each) => drawWay(dialog, each)),
      // The shape of a key is answered at its field; all else below the ways.
      way.endsWith("-key") ? null : outcomeLine(dialog.outcome("go")),
    ),
    foot(button(S.cancel, () => dialog.close(), { test: "login-cancel" }), action(dialog)),
  ];
}

/** @param {AccountId} way */
const cardOf = (way) => state.accounts?.cards.find(({ id }) => id === way);

/** @param {AccountId} way */
function wordsOf(way) {
  const { ways, missing, missingText, found, signedInNameless } = S.login;
  const { title, text } = ways[way];
  const card = cardOf(way);
  if (way === "codex" && card?.state !== "missing") return { title, text: `${text} ${found}` };
  if (way !== "claude-code" || !card) return { title, text };
  if (!card.installed) return { title: missing, text: missingText };
  const who = card.account ? S.login.signedIn(card.account) : signedInNameless;
  return { title, text: signedIn(card) ? `${who} ${text}` : text };
}

/** @param {LoginDialog} dialog @param {AccountId} way */
function drawWay(dialog, way) {
  const on = dialog.way === way;
  const { title, text } = wordsOf(way);
  const radio = { type: "radio", name: "way", value: way, checked: on, test: `way-${way}`, onchange: () => dialog.choose(way) };
  return h(
    "div",
    { class: on ? "way is-on" : "way", key: way },
    h(
      "label",
      h("input", radio),
      h("b", title),
      RECOMMENDED[dialog.vendor] === way ? h("span.tag", S.login.recommended) : h("span"),
      h("p", text),
    ),
    on && way.endsWith("-key") ? keyField(dialog) : null,
    on && way === "claude" ? terms(dialog) : null,
  );
}

/** @param {LoginDialog} dialog */
function keyField(dialog) {
  const vendor = dialog.vendor === "claude" ? "anthropic" : "openai";
  const outcome = dialog.outcome("go");
  const key = field({
    id: "login-key",
    class: "input mono",
    type: "password",
    placeholder: S.login.keyHint[vendor],
    test: "key-field",
    value: dialog.key,
    error: outcome.error,
    typed: (text) => dialog.type("key", text),
  });
  const getKey = dialog.doing("link", () => call("open_link", { link: `${vendor}-keys` }));
  return h(
    "div.way-more",
    h("div.field", h("label", { for: "login-key" }, S.login.keyLabel[vendor]), key, outcomeLine(outcome, "login-key-error")),
    h("p.note", `${S.login.keyNote} `, link(S.login.getKey, "get-key", getKey)),
  );
}

/** What the provider's terms say, and a yes that nobody gives by accident. @param {LoginDialog} dialog */
function terms(dialog) {
  const known = state.accounts?.terms;
  const read = dialog.doing("link", () => call("open_link", { link: "terms" }));
  const box = h("input", {
    type: "checkbox",
    test: "accept-terms",
    checked: dialog.accepted,
    onchange: ({ target }) => {
      dialog.accepted = target.checked;
      dialog.update();
    },
  });
  return h(
    "div.way-more",
    h("div.terms", status("warn", null), h("p", `${known?.notice ?? ""} `, link(S.login.terms, "read-terms", read, known?.link))),
    h("label.check", box, h("span", S.login.accept)),
    outcomeLine(dialog.outcome("link")),
  );
}

/** The one button that goes on with the chosen way. @param {LoginDialog} dialog */
function action(dialog) {
  const { way } = dialog;
  const { busy } = dialog.outcome("go");
  /** @param {string} label @param {() => unknown} act @param {ButtonLook} [look] */
  const go = (label, act, look) =>
    h("span", { "data-go": "", key: way }, button(label, act, { kind: "primary", busy, test: "go", ...look }));
  /** @param {LoginKind} kind */
  const begin = (kind) => dialog.doing("go", () => dialog.begin(kind));
  const browser = { icon: "open", test: "open-browser" };
  switch (way) {
    case "claude-code": {
      const card = cardOf(way);
      const install = dialog.doing("go", () => call("open_link", { link: "claude-code-install" }));
      if (card?.installed === false) return go(S.login.howTo, install, { icon: "open" });
      return card && signedIn(card) ? go(S.login.use, () => dialog.close()) : go(S.login.signIn, begin(way));
    }
    case "claude":
      return go(S.login.openBrowser, begin(way), { ...browser, disabled: !dialog.accepted });
    case "codex":
      return go(S.login.openBrowser, begin(way), browser);
    case "chatgpt":
      return go(S.accounts.continueChatgpt, begin(way));
    default:
      return go(S.login.saveKey, () => dialog.saveKey(), { test: "save-key", disabled: dialog.key.trim() === "" });
  }
}
