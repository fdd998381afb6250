import assert from 'node:assert/strict';
import test from 'node:test';

import { SOURCES } from './samples.mjs';
import { jsonSchemaOutputFormat } from './sdk.mjs';
import { MODEL, PERSON_SCHEMA, ask, mark, proxied, requests, textOf } from './stage.mjs';

const client = proxied();

const BLOCKS = {
  'image, base64': { type: 'image', source: SOURCES.png },
  'image, address': { type: 'image', source: SOURCES.picture },
  'PDF, base64': { type: 'document', source: SOURCES.pdf },
  'text document': { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'One line.' } },
};

for (const [name, block] of Object.entries(BLOCKS)) {
  test(`a block reaches the provider unchanged: ${name}`, async () => {
    const word = mark();
    const content = [block, { type: 'text', text: word }];
    await client.messages.create({ model: MODEL, max_tokens: 64, messages: [{ role: 'user', content }] });
    const [entry] = await requests(word);
    assert.deepEqual(entry.body.messages[0].content, content);
  });
}

test('thinking and its signature come and go back', async () => {
  const word = mark();
  const asked = ask('thinking', { thinking: { type: 'adaptive' } }, word);
  const thoughts = [];
  const stream = client.messages.stream(asked).on('thinking', (piece) => thoughts.push(piece));
  const answer = await stream.finalMessage();
  const [thought] = answer.content;
  assert.equal(thought.type, 'thinking');
  assert.equal(thoughts.join(''), thought.thinking);
  assert.ok(thought.signature);
  asked.messages.push({ role: 'assistant', content: answer.content }, { role: 'user', content: 'Go on.' });
  assert.ok(textOf(await client.messages.create(asked)));
  const [, second] = await requests(word);
  assert.deepEqual(second.body.messages[1].content[0], thought);
});

test('structured output is parsed', async () => {
  const format = jsonSchemaOutputFormat(PERSON_SCHEMA);
  const message = await client.messages.parse(ask('structured', { output_config: { format } }));
  assert.equal(typeof message.parsed_output.name, 'string');
  assert.ok(Number.isInteger(message.parsed_output.age));
});
