// Clients, the fake's control calls, and requests that make the fake play a scenario.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Anthropic } from './sdk.mjs';

const { CCPROXY_URL, CCPROXY_TOKEN, FAKE_URL, DIRECT_URL } = process.env;

export const TOKEN = CCPROXY_TOKEN;
export const MODEL = 'claude-sonnet-5';

export const WEATHER_TOOL = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

export const PERSON_SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

/** The SDK as its README sets it up, pointed at the gateway. */
export function proxied(options = {}) {
  return new Anthropic({ baseURL: CCPROXY_URL, apiKey: TOKEN, maxRetries: 0, timeout: 20_000, ...options });
}

/** The SDK with no gateway between it and a fake of its own. */
export function direct() {
  return new Anthropic({ baseURL: DIRECT_URL, apiKey: 'sk-direct', maxRetries: 0, timeout: 20_000 });
}

/** A word that is in no other request. */
export function mark() {
  return `mark-${randomUUID().slice(0, 13)}`;
}

/** Parameters of `messages.create` for `scenario`. */
export function ask(scenario, more = {}, word = '') {
  const content = ['Hello.', word, `[[fake:${scenario}]]`].filter(Boolean).join(' ');
  return { model: MODEL, max_tokens: 1024, messages: [{ role: 'user', content }], ...more };
}

export function textOf(message) {
  return message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
}

async function get(path) {
  const answer = await fetch(FAKE_URL + path);
  return answer.json();
}

/** The requests that reached the fake behind the gateway and contain `word`, oldest first. */
export async function requests(word) {
  const all = await get('/__log');
  return all.filter((entry) => JSON.stringify(entry.body ?? null).includes(word));
}

/** The headers of a logged request, names in lower case. */
export function headersOf(entry) {
  return Object.fromEntries(entry.headers.map(([name, value]) => [name.toLowerCase(), value]));
}

/** The record of the stream marked with `word`, once it has ended. */
export async function endedStream(word) {
  for (let tries = 0; tries < 500; tries += 1) {
    const streams = await get('/__streams');
    const found = streams.find((stream) => stream.marker.includes(word) && stream.ended !== null);
    if (found) return found;
    await sleep(10);
  }
  throw new Error(`the stream ${word} has not ended upstream`);
}

export async function all(iterable) {
  const items = [];
  for await (const item of iterable) items.push(item);
  return items;
}
