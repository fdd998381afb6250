/** @type {Bridge} */
export const { call, listen } = {
	async call(name, ...given) {
		try {
			return await window.__TAURI__.core.invoke(name, given[0]);
		} catch (error) {
			throw error instanceof Error ? error : new Error(String(error));
		}
	},
	listen: (name, hear) => window.__TAURI__.event.listen(name, ({ payload }) => hear(payload)),
};
