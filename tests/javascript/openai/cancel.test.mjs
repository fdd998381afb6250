import assert from 'node:assert/strict';
import test from 'node:test';

import { letsGoAtOnce, seconds } from '../cancel.mjs';
import { OpenAI, ask, mark, proxied, requests } from './stage.mjs';

const { completions } = proxied().chat;
const endless = (word) => ask('never_ends', { stream: true }, word);

test('an AbortController closes the stream upstream', async () => {
  await letsGoAtOnce(async (word) => {
    const controller = new AbortController();
    const stream = await completions.create(endless(word), { signal: controller.signal });
    await stream[Symbol.asyncIterator]().next();
    const closed = seconds();
    controller.abort();
    return closed;
  });
});

test('abort() of the helper closes the stream upstream', async () => {
  await letsGoAtOnce(async (word) => {
    const stream = completions.stream(endless(word));
    await stream.emitted('chunk');
    const closed = seconds();
    stream.abort();
    await assert.rejects(stream.done(), OpenAI.APIUserAbortError);
    return closed;
  });
});

test('leaving the loop closes the stream upstream', async () => {
  await letsGoAtOnce(async (word) => {
    let closed;
    for await (const _ of await completions.create(endless(word))) {
      closed = seconds();
      break;
    }
    return closed;
  });
});

test('a whole answer that is not waited for is not made', async () => {
  await letsGoAtOnce(async (word) => {
    const controller = new AbortController();
    const answer = completions.create(ask('never_ends', {}, word), { signal: controller.signal });
    const refused = assert.rejects(answer, OpenAI.APIUserAbortError);
    while ((await requests(word)).length === 0);
    const closed = seconds();
    controller.abort();
    await refused;
    return closed;
  });
});

test('a request that is aborted before its answer is not tried again', async () => {
  const word = mark();
  const controller = new AbortController();
  const patient = proxied({ maxRetries: 2 }).chat.completions;
  const answer = patient.create(ask('slow_first:3000', {}, word), { signal: controller.signal });
  setTimeout(() => controller.abort(), 300);
  await assert.rejects(answer, OpenAI.APIUserAbortError);
  assert.ok((await requests(word)).length <= 1);
});
