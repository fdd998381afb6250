// What else a request says: stop sequences, sampling, instructions; and what has no counterpart.
import assert from 'node:assert/strict';
import test from 'node:test';

import { MODEL, OpenAI, WAYS, ask, bodies, mark, prompt, proxied } from './stage.mjs';

const { completions } = proxied().chat;
const SAMPLED = 'claude-sonnet-4-5';

async function sent(more) {
  const word = mark();
  const { response } = await completions.create(ask('text', more, word)).withResponse();
  const ignored = response.headers.get('x-ccproxy-ignored')?.split(', ').sort() ?? [];
  return { body: (await bodies(word))[0], ignored };
}

for (const [way, complete] of Object.entries(WAYS)) {
  test(`a stop sequence ends the answer before it (${way})`, async () => {
    for (const stop of ['HALT', ['unseen', 'HALT']]) {
      const word = mark();
      const asked = ask('echo', { stop }, `before HALT after ${word}`);
      const [{ message, finish_reason }] = (await complete(asked)).choices;
      assert.equal(message.content, 'echo: Hello. before ');
      assert.equal(finish_reason, 'stop');
      assert.deepEqual((await bodies(word))[0].stop_sequences, [stop].flat());
    }
  });
}

test('instructions of both roles arrive in order', async () => {
  const word = mark();
  const messages = [
    { role: 'system', content: 'First.' },
    { role: 'developer', content: [{ type: 'text', text: 'Second.' }] },
    { role: 'user', content: prompt('text', word) },
  ];
  await completions.create({ model: MODEL, messages });
  const [body] = await bodies(word);
  const system = typeof body.system === 'string' ? body.system : body.system.map((block) => block.text).join('\n');
  assert.equal(system, 'First.\nSecond.');
  assert.deepEqual(body.messages.map(({ role }) => role), ['user']);
});

test('the limit of tokens arrives, by its old and its new name', async () => {
  assert.equal((await sent({ max_tokens: 77 })).body.max_tokens, 77);
  assert.equal((await sent({ max_completion_tokens: 78 })).body.max_tokens, 78);
  assert.ok((await sent({})).body.max_tokens >= 4096);
});

test('sampling reaches models that take it, and is named as ignored elsewhere', async () => {
  const { body, ignored } = await sent({ model: SAMPLED, temperature: 0.5 });
  assert.equal(body.temperature, 0.5);
  assert.deepEqual(ignored, []);
  assert.equal((await sent({ model: SAMPLED, temperature: 1.5 })).body.temperature, 1);
  const newer = await sent({ temperature: 0.5, top_p: 0.5 });
  assert.deepEqual([newer.body.temperature, newer.body.top_p], [undefined, undefined]);
  assert.deepEqual(newer.ignored, ['temperature', 'top_p']);
});

test('hints without a counterpart are named as ignored', async () => {
  const hints = { seed: 1, user: 'somebody', frequency_penalty: 0.5, store: true, service_tier: 'auto' };
  assert.deepEqual((await sent(hints)).ignored, Object.keys(hints).sort());
});

test('what would change the shape of the answer is refused', async () => {
  for (const more of [{ n: 2 }, { logprobs: true }, { modalities: ['text', 'audio'] }]) {
    const word = mark();
    await assert.rejects(completions.create(ask('text', more, word)), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError, `${error?.constructor?.name}: ${error}`);
      assert.equal(error.param, Object.keys(more)[0]);
      return true;
    });
    assert.deepEqual(await bodies(word), []);
  }
});
