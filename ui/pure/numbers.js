// Counts as people read them.

/** `902`, `6,204`, `18.2k`, `1.4M`. @param {number} count */
export function short(count) {
  if (count < 10_000) return whole(count);
  if (count < 999_950) return `${(count / 1000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `17,904`. @param {number} count */
export function whole(count) {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Tokens in and out, side by side. @param {number | null} input @param {number | null} output */
export function tokens(input, output) {
  if (input === null && output === null) return "–";
  return `${input === null ? "–" : short(input)} / ${output === null ? "–" : short(output)}`;
}

/** `1 request`, `2 requests`. @param {number} count @param {string} one @param {string} many */
export function counted(count, one, many) {
  return `${whole(count)} ${count === 1 ? one : many}`;
}
