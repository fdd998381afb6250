// The OpenAI SDK with zod, pointed at the gateway, and its requests that make the fake play a scenario.
import { MODEL, TOKEN, prompt } from '../fake.mjs';
import { load } from '../modules.mjs';

export * from '../fake.mjs';

// The newest, or the one before it, which runs on older Node too.
const { CCPROXY_URL, OPENAI_PACKAGE = 'openai' } = process.env;

export const { OpenAI } = load(OPENAI_PACKAGE);
export const { zodFunction, zodResponseFormat } = load(`${OPENAI_PACKAGE}/helpers/zod`);
export const { z } = load('zod');

export const WEATHER_TOOL = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Current weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

/** The SDK as its README sets it up; `prefix` is the path before the SDK's own. */
export function proxied(options = {}, prefix = '/openai/v1') {
  return new OpenAI({ baseURL: CCPROXY_URL + prefix, apiKey: TOKEN, maxRetries: 0, timeout: 20_000, ...options });
}

/** Parameters of `chat.completions.create` for `scenario`. */
export function ask(scenario, more = {}, word = '') {
  return { model: MODEL, messages: [{ role: 'user', content: prompt(scenario, word) }], ...more };
}

const completions = proxied().chat.completions;

/** The ways to a whole completion. */
export const WAYS = {
  whole: (asked) => completions.create(asked),
  streamed: (asked) => completions.stream(asked).finalChatCompletion(),
};
