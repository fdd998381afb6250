import assert from 'node:assert/strict';
import test from 'node:test';

import { letsGoAtOnce, seconds } from './cancel.mjs';
import { Anthropic } from './sdk.mjs';
import { ask, mark, proxied, requests } from './stage.mjs';

const client = proxied();
const endless = (word) => ask('never_ends', {}, word);

test('an AbortController closes the stream upstream', async () => {
  await letsGoAtOnce(async (word) => {
    const controller = new AbortController();
    const stream = await client.messages.create({ ...endless(word), stream: true }, { signal: controller.signal });
    let closed;
    for await (const event of stream) {
      assert.equal(event.type, 'message_start');
      closed = seconds();
      controller.abort();
      break;
    }
    return closed;
  });
});

test('abort() of the helper closes the stream upstream', async () => {
  await letsGoAtOnce(async (word) => {
    const stream = client.messages.stream(endless(word));
    await stream.emitted('streamEvent');
    const closed = seconds();
    stream.abort();
    await assert.rejects(stream.done(), Anthropic.APIUserAbortError);
    return closed;
  });
});

test('leaving the loop closes the stream upstream', async () => {
  await letsGoAtOnce(async (word) => {
    const stream = await client.messages.create({ ...endless(word), stream: true });
    let closed;
    for await (const _ of stream) {
      closed = seconds();
      break;
    }
    return closed;
  });
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
