import assert from 'node:assert/strict';
import test from 'node:test';

import { Anthropic } from './sdk.mjs';
import { all, ask, mark, proxied, requests, textOf } from './stage.mjs';

const client = proxied();

const BY_STATUS = [
  ['error400', Anthropic.BadRequestError, 400, 'invalid_request_error'],
  ['error401', Anthropic.AuthenticationError, 401, 'authentication_error'],
  ['error403', Anthropic.PermissionDeniedError, 403, 'permission_error'],
  ['error404', Anthropic.NotFoundError, 404, 'not_found_error'],
  ['error413', Anthropic.ContentTooLargeError, 413, 'request_too_large'],
  ['error429', Anthropic.RateLimitError, 429, 'rate_limit_error'],
  ['error429plan', Anthropic.RateLimitError, 429, 'rate_limit_error'],
  ['error500', Anthropic.InternalServerError, 500, 'api_error'],
  ['error529', Anthropic.OverloadedError, 529, 'overloaded_error'],
];

for (const [scenario, kind, status, type] of BY_STATUS) {
  for (const stream of [false, true]) {
    test(`${scenario} raises its class (stream: ${stream})`, async () => {
      await assert.rejects(client.messages.create(ask(scenario, { stream })), (error) => {
        assert.ok(error instanceof kind, `${error?.constructor?.name}: ${error}`);
        assert.equal(error.status, status);
        assert.equal(error.type, type);
        assert.ok(error.requestID);
        assert.ok(error.apiMessage);
        return true;
      });
    });
  }
}

test('an overloaded provider is tried again by the SDK', async () => {
  const word = mark();
  await assert.rejects(proxied({ maxRetries: 1 }).messages.create(ask('error529', {}, word)));
  assert.equal((await requests(word)).length, 2);
});

test('a plan limit is not tried again', async () => {
  const word = mark();
  await assert.rejects(proxied({ maxRetries: 2 }).messages.create(ask('error429plan', {}, word)));
  assert.equal((await requests(word)).length, 1);
});

test('a flaky provider answers in the end', async () => {
  const word = mark();
  assert.ok(textOf(await proxied({ maxRetries: 3 }).messages.create(ask('flaky', {}, word))));
  assert.ok((await requests(word)).length > 1);
});

test('a slow provider meets the timeout of the client', async () => {
  const asked = client.messages.create(ask('slow_first:5000'), { timeout: 500 });
  await assert.rejects(asked, Anthropic.APIConnectionTimeoutError);
});

for (const scenario of ['mid_error', 'cut', 'reset', 'cut_mid_event']) {
  test(`a broken stream raises: ${scenario}`, async () => {
    const events = [];
    const read = async () => {
      for await (const event of await client.messages.create(ask(scenario, { stream: true }))) events.push(event);
    };
    await assert.rejects(read, (error) => {
      assert.ok(error instanceof Anthropic.APIError, `${error?.constructor?.name}: ${error}`);
      assert.equal(error.error?.type, 'error', `${error}`);
      assert.ok(error.error.error.message);
      return true;
    });
    assert.equal(events[0].type, 'message_start');
    await assert.rejects(client.messages.stream(ask(scenario)).finalMessage(), Anthropic.APIError);
  });
}

test('what came before the break is kept', async () => {
  const pieces = [];
  const stream = client.messages.stream(ask('cut')).on('text', (piece) => pieces.push(piece));
  await assert.rejects(all(stream));
  assert.ok(pieces.join(''));
});
