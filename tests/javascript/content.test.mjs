import assert from 'node:assert/strict';
import test from 'node:test';

import { jsonSchemaOutputFormat } from './sdk.mjs';
import { MODEL, PERSON_SCHEMA, ask, mark, proxied, requests, textOf } from './stage.mjs';

const client = proxied();
// A red dot.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n').toString('base64');

const BLOCKS = {
  'image, base64': { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
  'image, address': { type: 'image', source: { type: 'url', url: 'https://example.test/a.png' } },
  'PDF, base64': { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF } },
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
