/** @type {Numbers} */
export const { short, whole, tokens } = {
	short(count) {
		if (count < 10_000) return whole(count);
		return count < 999_950 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
	},
	whole: (count) => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ","),
	tokens(input, output) {
		if (input === null && output === null) return "–";
		return [input, output].map((count) => (count === null ? "–" : short(count))).join(" / ");
	},
};
