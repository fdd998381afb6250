import assert from 'node:assert/strict';
import test from 'node:test';

import { MODEL, WEATHER_TOOL, all, ask, direct, headersOf, mark, proxied, requests, textOf } from './stage.mjs';

const client = proxied();

test('an answer arrives whole', async () => {
  const message = await client.messages.create(ask('text'));
  assert.equal(message.stop_reason, 'end_turn');
  assert.equal(message.model, MODEL);
  assert.ok(textOf(message));
  assert.ok(message._request_id);
});

test('the request reaches the provider as it was', async () => {
  const word = mark();
  const sent = ask('text', { system: 'Be brief. ☃', tools: [WEATHER_TOOL], stop_sequences: ['END'] }, word);
  await client.messages.create(sent);
  const [entry] = await requests(word);
  assert.deepEqual(entry.body, sent);
});

test('the version and the betas of the client travel', async () => {
  const word = mark();
  await client.beta.messages.create(ask('text', { betas: ['interleaved-thinking-2025-05-14'] }, word));
  const [entry] = await requests(word);
  const headers = headersOf(entry);
  assert.equal(headers['anthropic-version'], '2026-10-21');
  assert.match(headers['anthropic-beta'], /interleaved-thinking-2025-05-14/);
});

test('stop reasons travel', async () => {
  for (const [scenario, reason] of [
    ['max_tokens', 'max_tokens'],
    ['refusal', 'refusal'],
    ['pause', 'pause_turn'],
  ]) {
    assert.equal((await client.messages.create(ask(scenario))).stop_reason, reason);
  }
});

test('tokens are counted', async () => {
  const question = { model: MODEL, messages: ask('text').messages };
  const ours = await client.messages.countTokens(question);
  assert.equal(ours.input_tokens, (await direct().messages.countTokens(question)).input_tokens);
});

test('models are listed page by page', async () => {
  const whole = await client.models.list({ limit: 1000 });
  const paged = await all(client.models.list({ limit: 3 }));
  assert.deepEqual(paged.map((model) => model.id), whole.data.map((model) => model.id));
  assert.equal((await client.models.retrieve(MODEL)).id, MODEL);
});
