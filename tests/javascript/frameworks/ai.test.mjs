// Vercel's AI SDK with each provider that can be pointed somewhere.
import assert from 'node:assert/strict';
import test from 'node:test';

import { seconds } from '../cancel.mjs';
import { load } from '../modules.mjs';
import { PDF, PICTURE, PNG, SOURCES, longHistory, turnsOf } from '../samples.mjs';
import {
  ADA,
  ANTHROPIC_URL,
  BOTH_CITIES,
  MODEL,
  ONE_CITY,
  OPENAI_URL,
  PICTURE_SEEN,
  PNG_SEEN,
  Person,
  TEXT,
  THOUGHT,
  TOKEN,
  WEATHER,
  all,
  bodies,
  endedStream,
  hasSource,
  mark,
  prompt,
  soonAfter,
} from './stage.mjs';

const { APICallError, Output, generateObject, generateText, isStepCount, streamText, tool } = load('ai');
const { createOpenAI } = load('@ai-sdk/openai');
const { createOpenAICompatible } = load('@ai-sdk/openai-compatible');
const { createAnthropic } = load('@ai-sdk/anthropic');

// What it warns of is its own affair.
globalThis.AI_SDK_LOG_WARNINGS = false;

const openai = { baseURL: OPENAI_URL, apiKey: TOKEN };
const compatible = {
  ...openai,
  name: 'ccproxy',
  includeUsage: true,
  supportsStructuredOutputs: true,
  // Else it fetches images by itself.
  supportedUrls: () => ({ 'image/*': [/^https:/] }),
};
const anthropic = { baseURL: `${ANTHROPIC_URL}/v1`, apiKey: TOKEN };

/** Each provider's model, and how it is told to think. */
const PROVIDERS = {
  openai: {
    model: createOpenAI(openai).chat(MODEL),
    thinking: { openai: { reasoningEffort: 'high', forceReasoning: true } },
  },
  'openai-compatible': {
    model: createOpenAICompatible(compatible)(MODEL),
    thinking: { ccproxy: { reasoningEffort: 'high', include_reasoning: true } },
    shows: true,
  },
  anthropic: {
    model: createAnthropic(anthropic)(MODEL),
    thinking: { anthropic: { thinking: { type: 'adaptive' }, effort: 'high' } },
    shows: true,
  },
};

const tools = {
  [WEATHER.name]: tool({ description: WEATHER.description, inputSchema: WEATHER.input, execute: WEATHER.run }),
};

const ERRORS = { error400: 400, error401: 401, error403: 403, error404: 404, error429: 429, error500: 500 };

for (const [provider, { model, thinking, shows }] of Object.entries(PROVIDERS)) {
  const asked = { model, maxRetries: 0 };
  const streamed = (more) => streamText({ ...asked, onError() {}, ...more });
  const show = (part, scenario, word) => {
    const content = [part, { type: 'text', text: prompt(scenario, word) }];
    return { ...asked, messages: [{ role: 'user', content }] };
  };

  test(`${provider}: text arrives`, async () => {
    const answer = await generateText({ ...asked, instructions: 'Be brief.', prompt: prompt('text') });
    assert.equal(answer.text, TEXT);
    assert.equal(answer.finishReason, 'stop');
    assert.ok(answer.usage.outputTokens > 0);
  });

  test(`${provider}: text is streamed`, async () => {
    const answer = streamed({ prompt: prompt('text') });
    const pieces = await all(answer.textStream);
    assert.equal(pieces.join(''), TEXT);
    assert.ok(pieces.length > 1);
    assert.ok((await answer.usage).outputTokens > 0);
  });

  for (const [name, scenario, said] of [
    ['tools', 'tool', ONE_CITY],
    ['parallel tools', 'parallel', BOTH_CITIES],
  ]) {
    test(`${provider}: ${name} are run, step by step`, async () => {
      const loop = { tools, stopWhen: isStepCount(3), prompt: prompt(scenario) };
      const answer = await generateText({ ...asked, ...loop });
      assert.deepEqual([answer.text, answer.steps.length], [said, 2]);
      const stream = streamed(loop);
      await stream.consumeStream();
      assert.deepEqual([await stream.text, (await stream.steps).length], [said, 2]);
    });
  }

  test(`${provider}: an image is seen`, async () => {
    const png = { type: 'file', mediaType: 'image/png', data: PNG };
    const picture = { type: 'file', mediaType: 'image/png', data: new URL(PICTURE) };
    assert.equal((await generateText(show(png, 'image'))).text, PNG_SEEN);
    assert.equal((await generateText(show(picture, 'image'))).text, PICTURE_SEEN);
  });

  test(`${provider}: a PDF is seen`, async () => {
    const word = mark();
    const pdf = { type: 'file', mediaType: 'application/pdf', data: PDF, filename: 'one.pdf' };
    assert.match((await generateText(show(pdf, 'document', word))).text, /base64, 69 bytes/);
    assert.ok(hasSource((await bodies(word))[0], SOURCES.pdf));
  });

  test(`${provider}: thinking is ${shows ? 'shown' : 'counted'}`, async () => {
    const word = mark();
    const answer = await generateText({ ...asked, prompt: prompt('thinking', word), providerOptions: thinking });
    assert.equal(answer.text, TEXT);
    assert.equal(answer.reasoningText, shows ? THOUGHT : undefined);
    assert.ok(answer.usage.outputTokenDetails.reasoningTokens > 0);
    assert.equal((await bodies(word))[0].output_config.effort, 'high');
  });

  test(`${provider}: structured output is parsed`, async () => {
    const output = Output.object({ schema: Person });
    assert.deepEqual((await generateText({ ...asked, prompt: prompt('text'), output })).output, ADA);
    const stream = streamed({ prompt: prompt('text'), output });
    assert.deepEqual((await all(stream.partialOutputStream)).at(-1), ADA);
    const { object } = await generateObject({ ...asked, prompt: prompt('text'), schema: Person });
    assert.deepEqual(object, ADA);
  });

  test(`${provider}: stop ends the answer`, async () => {
    const answer = await generateText({ ...asked, prompt: prompt('echo', 'before HALT after'), stopSequences: ['HALT'] });
    assert.equal(answer.text, 'echo: Hello. before ');
  });

  test(`${provider}: of a long history nothing is lost`, async () => {
    const word = mark();
    const messages = [...longHistory(), { role: 'user', content: prompt('text', word) }];
    assert.equal((await generateText({ ...asked, messages })).text, TEXT);
    assert.deepEqual(turnsOf((await bodies(word))[0]), messages);
  });

  test(`${provider}: cancel closes the stream upstream`, async () => {
    const word = mark();
    const controller = new AbortController();
    const answer = streamed({ prompt: prompt('never_ends', word), abortSignal: controller.signal });
    const read = answer.textStream[Symbol.asyncIterator]();
    await read.next();
    const closed = seconds();
    controller.abort();
    assert.ok(soonAfter(await endedStream(word), closed));
  });

  for (const [scenario, status] of Object.entries(ERRORS)) {
    test(`${provider}: an error raises with its status: ${scenario}`, async () => {
      await assert.rejects(generateText({ ...asked, prompt: prompt(scenario) }), (error) => {
        assert.ok(APICallError.isInstance(error), `${error?.constructor?.name}: ${error}`);
        assert.equal(error.statusCode, status);
        assert.equal(error.isRetryable, status === 429 || status >= 500);
        return true;
      });
    });
  }

  for (const scenario of ['mid_error', 'cut', 'reset']) {
    test(`${provider}: an error in mid-stream is told: ${scenario}`, async () => {
      const parts = await all(streamed({ prompt: prompt(scenario) }).stream);
      assert.ok(parts.some((part) => part.type === 'error'), JSON.stringify(parts));
    });
  }
}
