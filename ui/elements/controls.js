// The small parts that views are put together from.

import { h } from "../render.js";
import { read, state } from "../state.js";
import { S } from "../strings.js";

/** @param {string} name */
export const icon = (name, extra = "") =>
  h("svg", { class: `icon ${extra}`.trim(), "aria-hidden": "true" }, h("use", { href: `#i-${name}` }));

/** A status as colour, shape and word. @param {Status} status @param {string | null} word */
export const status = (status, word, pill = false) =>
  h("span", { class: `status status-${status}${pill ? " pill" : ""}` }, icon(`s-${status}`, status === "live" ? "turn" : ""), word);

/** With no label it shows its icon alone. @param {string | null} label @param {() => unknown} act @param {ButtonLook} [look] */
export function button(label, act, look = {}) {
  const { kind, small, name, test, key, busy, disabled } = look;
  const looks = ["btn", kind && `btn-${kind}`, small && "btn-small", label === null && "btn-icon"];
  return h(
    "button",
    {
      type: "button",
      class: looks.filter(Boolean).join(" "),
      "aria-label": name,
      title: label === null ? name : undefined,
      test,
      key,
      autofocus: look.focus,
      "aria-busy": busy ? "true" : undefined,
      disabled,
      onclick: busy ? null : act,
    },
    look.icon ? icon(look.icon) : null,
    label,
  );
}

/** @param {string} label @param {() => unknown} act @param {ButtonLook} [look] */
export const smallButton = (label, act, look) => button(label, act, { ...look, small: true });

/** A button that reads as a link. @param {string} label @param {string} test @param {() => unknown} onclick @param {string} [title] */
export const link = (label, test, onclick, title) => h("button", { type: "button", class: "link", title, test, onclick }, label);

/** Takes effect at once. @param {string} label @param {(on: boolean) => unknown} turn @param {ToggleLook} look */
export const toggle = (label, turn, { on, disabled, test, describedby, hidden }) =>
  h(
    "label.switch",
    h("input", {
      type: "checkbox",
      role: "switch",
      checked: on,
      disabled,
      test,
      "aria-describedby": describedby,
      onchange: ({ target }) => turn(target.checked),
    }),
    h("span", { class: hidden ? "sr" : undefined }, label),
  );

/** @param {FieldLook} look */
export const field = ({ error, typed, ...look }) =>
  h("input", {
    autocomplete: "off",
    spellcheck: "false",
    "aria-invalid": error ? "true" : undefined,
    "aria-describedby": error ? `${look.id}-error` : undefined,
    oninput: ({ target }) => typed(target.value),
    ...look,
  });

/** Has Rust copy something. @param {CopyLook} look */
export const copyButton = ({ test, ...look }) => h("copy-button", { test, ".look": look });

/** What became of an action, beside what began it. @param {Outcome} outcome @param {string} [id] */
export function outcomeLine({ error, said }, id) {
  if (error) return h("p.outcome.outcome-bad", { role: "alert", id, test: "error" }, icon("s-bad"), h("span", error));
  if (said) return h("p.outcome", { id, test: "said" }, icon("check"), h("span", said));
  return null;
}

/** What is wrong, and the way out. @param {BannerLook} look */
export const banner = ({ status, title, text, test, key, outcome, actions }) =>
  h(
    "div",
    { class: `banner banner-${status}`, role: "alert", test, key },
    icon(`s-${status}`),
    h("div.grow", h("h2", title), text ? h("p", text) : null, outcomeLine(outcome ?? {})),
    h("div.actions", actions),
  );

/** @param {EmptyLook} look @param {Child[]} actions */
export const emptyState = ({ icon: name, title, text, test }, ...actions) =>
  h("div.card.empty", { test }, h("span.tile", icon(name)), h("h2", title), text ? h("p", text) : null, h("div.actions", ...actions));

/**
 * What stands where a part of the state has not come: why it could not be read, else its bones.
 * @param {Part} part @param {() => Child} bare @param {Child[]} actions
 */
export function waiting(part, bare, ...actions) {
  const text = state.failed[part];
  if (!text) return bare();
  const again = button(S.tryAgain, () => read(part));
  return emptyState({ icon: "s-bad", title: S.unread, text, test: `${part}-failed` }, ...actions, again);
}

/** Said to those who hear the window. @param {string} words */
export const heard = (words) => h("p.sr", { role: "status" }, words);

/** Grey bars where words will stand. @param {number[]} widths in steps of 20 px */
export const bones = (...widths) => widths.map((width) => h("span", { class: `bone bone-${width}` }));
