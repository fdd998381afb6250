import assert from 'node:assert/strict';
import test from 'node:test';

import { all, ask, direct, proxied, textOf } from './stage.mjs';

const client = proxied();

test('the stream helper', async () => {
  const pieces = [];
  const stream = client.messages.stream(ask('text')).on('text', (piece) => pieces.push(piece));
  const message = await stream.finalMessage();
  assert.equal(pieces.join(''), textOf(message));
  assert.ok(pieces.length > 1);
  assert.ok(stream.request_id);
});

test('the stream helper fires its events in order', async () => {
  const fired = [];
  const stream = client.messages.stream(ask('text'));
  for (const name of ['connect', 'streamEvent', 'text', 'contentBlock', 'message', 'finalMessage', 'end']) {
    stream.on(name, () => fired.push(name));
  }
  await stream.done();
  const order = [...new Set(fired)];
  assert.deepEqual(order, ['connect', 'streamEvent', 'text', 'contentBlock', 'message', 'finalMessage', 'end']);
});

test('raw events', async () => {
  const events = await all(await client.messages.create(ask('text', { stream: true })));
  assert.equal(events[0].type, 'message_start');
  assert.equal(events.at(-1).type, 'message_stop');
});

test('a long answer arrives whole', async () => {
  const text = await client.messages.stream(ask('long:32')).finalText();
  assert.ok(text.length > 10_000);
  assert.equal(text, textOf(await direct().messages.create(ask('long:32'))));
});

test('events arrive as they are sent', async () => {
  const arrivals = [];
  for await (const event of await client.messages.create(ask('slow:100', { stream: true }))) {
    if (event.type === 'content_block_delta') arrivals.push(performance.now());
  }
  assert.ok(arrivals.at(-1) - arrivals[0] > 200, 'the whole answer came at once');
});

test('a stream can be handed on as a readable stream', async () => {
  const readable = client.messages.stream(ask('text')).toReadableStream();
  const text = await new Response(readable).text();
  assert.match(text, /message_stop/);
});
