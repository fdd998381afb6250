// The part of the app's global that the window uses.

interface Window {
	__TAURI__: {
		core: { invoke<T>(command: string, args?: unknown): Promise<T> };
		event: { listen<T>(name: string, handler: (event: { payload: T }) => void): Promise<() => void> };
	};
}
