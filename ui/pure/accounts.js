// What follows from how an account stands.

import { longSpan, shortSpan } from "./time.js";

/** @param {AccountCard} card */
export const loginNeeded = (card) => card.state === "needs-login" || card.state === "expired";

/** Whether something is stored there. @param {AccountCard} card */
export const stored = (card) => card.state !== "missing";

/** @param {AccountCard} card */
export const signedIn = ({ state }) => state === "valid" || state === "renews";

/** Whether requests can be answered with it. Claude Code's own login is not used for requests. @param {AccountCard} card */
export const answers = (card) => card.id !== "claude-code" && signedIn(card);

/** @param {AccountId} id */
export const vendorOf = (id) => (id.startsWith("claude") ? "claude" : "openai");

/** The pill of a card. @param {AccountCard["state"]} state @returns {"ok" | "idle" | "warn" | "bad"} */
export function shapeOf(state) {
  switch (state) {
    case "valid":
    case "renews":
      return "ok";
    case "missing":
      return "idle";
    case "locked":
      return "warn";
    default:
      return "bad";
  }
}

const COPIED = new Set(["Account ID", "User ID", "Key ID", "JWT ID", "Email", "Storage Location"]);
const ABSENT = new Set(["", "Unknown", "Not available", "…"]);

/** Whether a row of the table is something that people copy. @param {{ label: string, value: string }} row */
export const canBeCopied = ({ label, value }) =>
  COPIED.has(label) && !ABSENT.has(value) && (label !== "Storage Location" || /[/\\]/.test(value));

const EXACT = new Set(["Issuer", "Audience", "Access Token", "Server", ...COPIED]);

/** Whether a row is set in the letters of code. @param {{ label: string, value: string }} row */
export const isExact = ({ label, value }) => EXACT.has(label) && label !== "Email" && /[.:/\-_]|\d/.test(value);

/**
 * The value of a row; the time that is left goes on by itself.
 * @param {{ label: string, value: string }} row
 * @param {number | null} expiresAt
 * @param {number} now
 */
export function valueAt({ label, value }, expiresAt, now) {
  if (label !== "Time Remaining" || expiresAt === null || expiresAt <= now) return value;
  return longSpan(expiresAt - now);
}

/** How long a login is good for, in the head of its card; `null` where that is not known. @param {AccountCard} card @param {number} now */
export function spanLeft(card, now) {
  if (card.expiresAt === null || card.expiresAt <= now) return null;
  return shortSpan(card.expiresAt - now);
}
