import { h, icon, S } from "./basics.js";
import { openLogin } from "./login-dialog.js";

/** Both ways in, side by side. */
export const loginTiles = () =>
  h(
    "div.do",
    tile("claude", "accounts", S.accounts.loginClaude, S.accounts.claudeWays),
    tile("openai", "globe", S.accounts.loginOpenai, S.accounts.openaiWays),
  );

/** @param {Vendor} vendor @param {string} sign @param {string} name @param {string} ways */
const tile = (vendor, sign, name, ways) =>
  h(
    "button",
    { type: "button", class: "login-tile", test: `login-${vendor}`, onclick: () => openLogin(vendor) },
    h("span.tile", icon(sign)),
    h("span.grow", h("b", name), h("small", ways)),
    icon("chevron", "chev"),
  );
