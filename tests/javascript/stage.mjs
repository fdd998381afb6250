// Clients of the Anthropic SDK, and their requests that make the fake play a scenario.
import { MODEL, TOKEN, prompt } from './fake.mjs';
import { Anthropic } from './sdk.mjs';

export * from './fake.mjs';

const { CCPROXY_URL, DIRECT_URL } = process.env;

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

/** Parameters of `messages.create` for `scenario`. */
export function ask(scenario, more = {}, word = '') {
  const messages = [{ role: 'user', content: prompt(scenario, word) }];
  return { model: MODEL, max_tokens: 1024, messages, ...more };
}

export function textOf(message) {
  return message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
}
