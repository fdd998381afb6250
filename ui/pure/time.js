// Times, durations and countdowns as people read them.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `14:15:32` of the system's own zone. @param {number} at */
export function clock(at) {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** How long a request took: `3 ms`, `0.84 s`, `12.1 s`, `3 min 5 s`. @param {number | null} ms */
export function duration(ms) {
  if (ms === null) return "–";
  if (ms < SECOND / 10) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
}

/** The two largest units: `9 d 3 h`, `7 h 56 min`, `4 min`, `42 s`. @param {number} ms */
export function shortSpan(ms) {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  const days = Math.floor(ms / DAY);
  const hours = Math.floor(ms / HOUR) % 24;
  const minutes = Math.floor(ms / MINUTE) % 60;
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return `${minutes} min`;
}

/** All units that there are, as the report has them: `9 days, 3 hours, 26 minutes`. In the last minute, its seconds. @param {number} ms */
export function longSpan(ms) {
  if (ms < MINUTE) return plural(Math.max(0, Math.floor(ms / SECOND)), "second");
  const minutes = Math.floor(ms / MINUTE);
  const parts = /** @type {const} */ ([
    [Math.floor(minutes / 1440), "day"],
    [Math.floor(minutes / 60) % 24, "hour"],
    [minutes % 60, "minute"],
  ]);
  return parts.filter(([count]) => count > 0).map(([count, unit]) => plural(count, unit)).join(", ");
}

/** How long until a countdown to `end` reads differently; `null` once it is over. @param {number} end @param {number} now */
export function nextTick(end, now) {
  const left = end - now;
  if (left <= 0) return null;
  const unit = left > MINUTE ? MINUTE : SECOND;
  return (left % unit) + 1;
}

/** @param {number} count @param {string} unit */
function plural(count, unit) {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
