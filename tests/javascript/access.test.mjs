import assert from 'node:assert/strict';
import test from 'node:test';

import { Anthropic } from './sdk.mjs';
import { TOKEN, ask, headersOf, mark, proxied, requests, textOf } from './stage.mjs';

test('the token as apiKey, as authToken, and in the header of older SDKs', async () => {
  for (const options of [{ apiKey: TOKEN }, { apiKey: null, authToken: TOKEN }]) {
    assert.ok(textOf(await proxied(options).messages.create(ask('text'))));
  }
  const headers = { 'x-api-key': TOKEN, authorization: 'Bearer something-else' };
  assert.ok(textOf(await proxied().messages.create(ask('text'), { headers })));
});

test('a wrong token raises and reaches nobody', async () => {
  const word = mark();
  for (const options of [{ apiKey: 'wrong' }, { apiKey: null, authToken: 'wrong' }]) {
    const asked = proxied(options).messages.create(ask('text', {}, word));
    await assert.rejects(asked, Anthropic.AuthenticationError);
  }
  assert.deepEqual(await requests(word), []);
});

test("the client's own credentials stay here", async () => {
  const word = mark();
  const headers = { cookie: 'session=mine', 'x-secret-of-mine': 'mine' };
  await proxied().messages.create(ask('text', {}, word), { headers });
  const [entry] = await requests(word);
  const sent = headersOf(entry);
  assert.ok(!JSON.stringify(sent).includes('mine'));
  assert.ok(!JSON.stringify(sent).includes(TOKEN));
  assert.match(sent['user-agent'], /^ccproxy\//);
});

test('the headers of the provider arrive', async () => {
  const { data, response } = await proxied().messages.create(ask('text')).withResponse();
  assert.equal(response.headers.get('request-id'), data._request_id);
  assert.equal(response.headers.get('x-request-id'), data._request_id);
  assert.equal(response.headers.get('anthropic-ratelimit-unified-status'), 'allowed');
  assert.equal(response.headers.get('set-cookie'), null);
});
