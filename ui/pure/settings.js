// Settings as people read and type them.

/** The settings that a person changes, in their groups; all others stand in the file. */
export const GROUPS = /** @type {const} */ ({
  server: ["server.port", "server.allowed_hosts", "server.allowed_origins"],
  providers: ["claude.mode", "claude.cache", "translation.strict"],
  records: ["credentials.store", "log.level"],
});

export const ALIASES = "models.aliases";

/** The value as it is typed: a list with commas instead of JSON. @param {Pick<SettingRow, "kind" | "value">} row */
export function typed({ kind, value }) {
  if (value === null) return "";
  if (kind !== "list") return value;
  const list = json(value);
  return Array.isArray(list) ? list.join(", ") : value;
}

/** What was typed, as Rust takes it. @param {SettingRow["kind"]} kind @param {string} text */
export function toValue(kind, text) {
  if (kind !== "list") return text.trim();
  return JSON.stringify(text.split(/[,\s]+/).filter(Boolean));
}

/** The pairs of a map, in their order. @param {string | null} value @returns {[string, string][]} */
export function pairs(value) {
  const map = value === null ? null : json(value);
  if (map === null || typeof map !== "object" || Array.isArray(map)) return [];
  return Object.entries(map).map(([name, model]) => [name, String(model)]);
}

/** The pairs as Rust takes them; those that are not whole yet are left out. @param {[string, string][]} list */
export function fromPairs(list) {
  const whole = list.map(([name, model]) => [name.trim(), model.trim()]).filter(([name, model]) => name && model);
  return JSON.stringify(Object.fromEntries(whole));
}

/** Whether nobody has set it. @param {Pick<SettingRow, "origin">} row */
export const isDefault = ({ origin }) => origin.toLowerCase() === "default";

/** @param {string} text @returns {any} */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
