const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How many of each unit there are; seconds only where there is no minute. @param {number} ms */
const units = (ms) =>
	ms < MINUTE
		? [{ count: Math.max(0, Math.floor(ms / SECOND)), short: "s", long: "second" }]
		: [
				{ count: Math.floor(ms / DAY), short: "d", long: "day" },
				{ count: Math.floor(ms / HOUR) % 24, short: "h", long: "hour" },
				{ count: Math.floor(ms / MINUTE) % 60, short: "min", long: "minute" },
			];

/** @type {Times} */
export const { clock, duration, shortSpan, longSpan } = {
	clock(at) {
		const time = new Date(at);
		return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
	},
	duration(ms) {
		if (ms === null) return "–";
		if (ms < SECOND / 10) return `${Math.round(ms)} ms`;
		if (ms < MINUTE) return `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 2 : 1)} s`;
		return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
	},
	shortSpan(ms) {
		const all = units(ms);
		const largest = all.length === 1 ? 0 : all.findIndex(({ count }) => count > 0);
		const shown = all.slice(largest, largest + 2).filter(({ count }, at) => count > 0 || at === 0);
		return shown.map(({ count, short }) => `${count} ${short}`).join(" ");
	},
	longSpan(ms) {
		const shown = units(ms).filter(({ count }, _, all) => count > 0 || all.length === 1);
		return shown.map(({ count, long }) => `${count} ${long}${count === 1 ? "" : "s"}`).join(", ");
	},
};
