// What all clients share: how the fake is made to play a scenario, and its control calls.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const { CCPROXY_TOKEN, CLAUDE_MODE, FAKE_URL } = process.env;

export const TOKEN = CCPROXY_TOKEN;
export const MODEL = 'claude-sonnet-5';

/** A word that is in no other request. */
export function mark() {
  return `mark-${randomUUID().slice(0, 13)}`;
}

/** A user text that makes the fake play `scenario`. */
export function prompt(scenario, word = '') {
  return ['Hello.', word, `[[fake:${scenario}]]`].filter(Boolean).join(' ');
}

/** The control calls of the fake at `url`. */
export function fakeAt(url) {
  const get = async (path) => (await fetch(url + path)).json();
  const requests = async (word) => {
    const all = await get('/__log');
    const found = all.filter((entry) => JSON.stringify(entry.body ?? null).includes(word));
    return CLAUDE_MODE === 'code' ? found.map((entry) => ({ ...entry, body: told(entry.body) })) : found;
  };
  return {
    /** What was wrong with requests that came from the gateway. */
    violations: () => get('/__violations'),

    /** The requests that contain `word`, oldest first. */
    requests,

    /** Their bodies, without the cache breakpoints that the gateway sets for formats that have none. */
    async bodies(word) {
      const bare = (key, value) => (key === 'cache_control' ? undefined : value);
      return (await requests(word)).map((entry) => JSON.parse(JSON.stringify(entry.body, bare)));
    },

    /** The record of the stream marked with `word`, once it has ended. */
    async endedStream(word) {
      for (let tries = 0; tries < 500; tries += 1) {
        const streams = await get('/__streams');
        const found = streams.find((stream) => stream.marker.includes(word) && stream.ended !== null);
        if (found) return found;
        await sleep(10);
      }
      throw new Error(`the stream ${word} has not ended upstream`);
    },
  };
}

/** What the client said in a body that the `claude` command has made of it, with words and marks of its own. */
function told(body) {
  const said = (key, value) => {
    if (key === 'cache_control') return undefined;
    return key === 'name' && typeof value === 'string' ? value.replace(/^mcp__c__/, '') : value;
  };
  const { messages, ...rest } = JSON.parse(JSON.stringify(body, said));
  return { ...rest, messages: messages.filter(({ role }) => role !== 'system') };
}

/** The fake of the Anthropic API behind the gateway. */
export const anthropic = fakeAt(FAKE_URL);
export const { requests, bodies, endedStream } = anthropic;

/** The headers of a logged request, names in lower case. */
export function headersOf(entry) {
  return Object.fromEntries(entry.headers.map(([name, value]) => [name.toLowerCase(), value]));
}

export async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}
