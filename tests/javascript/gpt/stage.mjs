// Who answers, and the SDKs' clients and requests that make each vendor's fake play a scenario.
import assert from 'node:assert/strict';
import test from 'node:test';

import { TOKEN, anthropic, fakeAt } from '../fake.mjs';
import { load } from '../modules.mjs';

export { all, mark } from '../fake.mjs';

const { CCPROXY_URL, PLAN_URL, OPENAI_FAKE_URL, OPENAI_PACKAGE = 'openai' } = process.env;

export const { OpenAI } = load(OPENAI_PACKAGE);
export const { zodFunction, zodResponseFormat } = load(`${OPENAI_PACKAGE}/helpers/zod`);
export const { zodResponsesFunction, zodTextFormat } = load(`${OPENAI_PACKAGE}/helpers/zod`);
export const { Anthropic } = load('@anthropic-ai/sdk');
export const { betaZodTool } = load('@anthropic-ai/sdk/helpers/beta/zod');
export const { zodOutputFormat } = load('@anthropic-ai/sdk/helpers/zod');
export const { z } = load('zod');

const openai = fakeAt(OPENAI_FAKE_URL);

/** One way to a model, as a client sees it; `names` are what its fake calls a scenario, where that is another name. */
function provider(name, model, url, upstream, names) {
  const options = { apiKey: TOKEN, maxRetries: 0, timeout: 20_000 };
  const marker = (scenario) => `[[fake:${names[scenario] ?? scenario}]]`;
  const prompt = (scenario, word = '') => ['Hello.', word, marker(scenario)].filter(Boolean).join(' ');
  const user = (scenario, word) => [{ role: 'user', content: prompt(scenario, word) }];
  return {
    name,
    model,
    upstream,
    prompt,
    openai: (more = {}) => new OpenAI({ baseURL: `${url}/openai/v1`, ...options, ...more }),
    anthropic: (more = {}) => new Anthropic({ baseURL: url, ...options, ...more }),
    /** Parameters of `responses.create`. */
    respond: (scenario, more = {}, word = '') => ({ model, input: user(scenario, word), ...more }),
    /** Parameters of `chat.completions.create`. */
    chat: (scenario, more = {}, word = '') => ({ model, messages: user(scenario, word), ...more }),
    /** Parameters of `messages.create`. */
    message: (scenario, more = {}, word = '') => ({ model, max_tokens: 1024, messages: user(scenario, word), ...more }),
  };
}

export const CLAUDE = provider('claude', 'claude-sonnet-5', CCPROXY_URL, anthropic, {
  reasoning: 'thinking',
  reasoning_tool: 'thinking_tool',
  incomplete: 'max_tokens',
  overloaded: 'error529',
  limit: 'error429plan',
  custom: 'tool',
});
export const CODEX = provider('codex', 'gpt-6.1-sol', CCPROXY_URL, openai, { limit: 'usage_limit' });
export const KEY = provider('key', 'openai/gpt-6.1-sol', CCPROXY_URL, openai, { limit: 'error429quota' });
export const PLAN = provider('plan', 'gpt-6.1-sol', PLAN_URL, openai, { limit: 'sub_limit' });

/** Every way to a GPT model, and every way to a model. */
export const GPT = [CODEX, KEY, PLAN];
export const ALL = [CLAUDE, ...GPT];

export const HOSTILE = process.env.FAKE_MODE === 'hostile';
export const TEXT = 'hello from fake upstream';
export const CITY = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

/** A response without what the helper of streams adds to it for itself: no API takes that back. */
export function plain({ output, ...response }) {
  const bare = (key, value) => (key === 'parsed' || key === 'parsed_arguments' ? undefined : value);
  return { ...response, output: JSON.parse(JSON.stringify(output, bare)) };
}

/** Runs `body` once for each of `providers`; afterwards upstream has seen nothing that it must not see. */
export function each(providers, name, body) {
  for (const of of providers) {
    test(`${name} (${of.name})`, async () => {
      await body(of);
      assert.deepEqual(await of.upstream.violations(), []);
    });
  }
}
