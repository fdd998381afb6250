import assert from 'node:assert/strict';
import test from 'node:test';

import { Anthropic } from './sdk.mjs';
import { ask, endedStream, mark, proxied, requests } from './stage.mjs';

const client = proxied();
// The median of a few, since one scheduling delay of a busy machine says nothing about the gateway.
const ROUNDS = 5;
const AT_ONCE = 0.1;

/** Opens a stream that never ends, closes it with `close`, and gives how long upstream had to wait for that. */
async function delay(close) {
  const word = mark();
  const closed = await close(ask('never_ends', {}, word));
  const stream = await endedStream(word);
  assert.equal(stream.how, 'client_gone');
  return stream.ended - closed;
}

async function median(close) {
  const delays = [];
  for (let round = 0; round < ROUNDS; round += 1) delays.push(await delay(close));
  return delays.sort((a, b) => a - b)[ROUNDS >> 1];
}

const seconds = () => (performance.timeOrigin + performance.now()) / 1000;

test('an AbortController closes the stream upstream', async () => {
  const waited = await median(async (asked) => {
    const controller = new AbortController();
    const stream = await client.messages.create({ ...asked, stream: true }, { signal: controller.signal });
    let closed;
    for await (const event of stream) {
      assert.equal(event.type, 'message_start');
      closed = seconds();
      controller.abort();
      break;
    }
    return closed;
  });
  assert.ok(waited < AT_ONCE, `${waited} s`);
});

test('abort() of the helper closes the stream upstream', async () => {
  const waited = await median(async (asked) => {
    const stream = client.messages.stream(asked);
    await stream.emitted('streamEvent');
    const closed = seconds();
    stream.abort();
    await assert.rejects(stream.done(), Anthropic.APIUserAbortError);
    return closed;
  });
  assert.ok(waited < AT_ONCE, `${waited} s`);
});

test('leaving the loop closes the stream upstream', async () => {
  const waited = await median(async (asked) => {
    const stream = await client.messages.create({ ...asked, stream: true });
    let closed;
    for await (const _ of stream) {
      closed = seconds();
      break;
    }
    return closed;
  });
  assert.ok(waited < AT_ONCE, `${waited} s`);
});

test('a request that is aborted before its answer is not tried again', async () => {
  const word = mark();
  const controller = new AbortController();
  const patient = proxied({ maxRetries: 2 });
  const answer = patient.messages.create(ask('slow_first:3000', {}, word), { signal: controller.signal });
  setTimeout(() => controller.abort(), 300);
  await assert.rejects(answer, Anthropic.APIUserAbortError);
  assert.ok((await requests(word)).length <= 1);
});
