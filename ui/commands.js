// The way to the Rust side. Every call that the window makes, and every event that it hears, passes here.

/**
 * Calls a command. Rejects with one sentence for the person.
 * @template {keyof Commands} K @param {K} name @param {Parameters<Commands[K]>} given @returns {Promise<ReturnType<Commands[K]>>}
 */
export async function call(name, ...given) {
  try {
    return await window.__TAURI__.core.invoke(name, given[0]);
  } catch (error) {
    throw error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Calls back with what each event of that name brings.
 * @template {keyof Events} K @param {K} name @param {(payload: Events[K]) => void} hear
 */
export const listen = (name, hear) =>
  window.__TAURI__.event.listen(name, ({ payload }) => hear(/** @type {Events[K]} */ (payload)));
