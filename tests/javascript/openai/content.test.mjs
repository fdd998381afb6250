import assert from 'node:assert/strict';
import test from 'node:test';

import { PDF, PICTURE, PNG, SOURCES } from '../samples.mjs';
import { MODEL, OpenAI, WAYS, bodies, mark, prompt, proxied } from './stage.mjs';

const { completions } = proxied().chat;
const png = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
const picture = { type: 'image_url', image_url: { url: PICTURE } };
const pdf = { type: 'file', file: { filename: 'one.pdf', file_data: `data:application/pdf;base64,${PDF}` } };

function ask(parts, scenario, word = '') {
  const content = [...parts, { type: 'text', text: prompt(scenario, word) }];
  return { model: MODEL, messages: [{ role: 'user', content }] };
}

for (const [way, complete] of Object.entries(WAYS)) {
  test(`images reach the provider, from data and from addresses (${way})`, async () => {
    const word = mark();
    const [{ message }] = (await complete(ask([png, picture], 'image', word))).choices;
    assert.match(message.content, /^2 image\(s\): image\/png, \d+ bytes; url https:\/\/example\.test\/a\.png\.$/);
    const [{ messages }] = await bodies(word);
    const blocks = messages[0].content;
    assert.deepEqual(blocks.map((block) => block.type), ['image', 'image', 'text']);
    assert.deepEqual(blocks.slice(0, 2).map((block) => block.source), [SOURCES.png, SOURCES.picture]);
  });

  test(`a PDF reaches the provider (${way})`, async () => {
    const word = mark();
    const [{ message }] = (await complete(ask([pdf], 'document', word))).choices;
    assert.equal(message.content, `Document 0: one.pdf, base64, ${Buffer.from(PDF, 'base64').length} bytes.`);
    const [{ messages }] = await bodies(word);
    assert.equal(messages[0].content[0].type, 'document');
    assert.deepEqual(messages[0].content[0].source, SOURCES.pdf);
  });
}

test('what cannot be passed on is refused, and reaches nobody', async () => {
  const unknown = { type: 'image_url', image_url: { url: 'data:image/tiff;base64,SUkqAA==' } };
  const stored = { type: 'file', file: { file_id: 'file-123' } };
  const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
  for (const part of [unknown, stored, audio]) {
    const word = mark();
    await assert.rejects(completions.create(ask([part], 'text', word)), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError, `${error?.constructor?.name}: ${error}`);
      assert.equal(error.type, 'invalid_request_error');
      return true;
    });
    assert.deepEqual(await bodies(word), []);
  }
});
