import assert from 'node:assert/strict';
import test from 'node:test';

import { OpenAI, ask, mark, proxied, requests } from './stage.mjs';

const { completions } = proxied().chat;

const BY_STATUS = [
  ['error400', OpenAI.BadRequestError, 400, { type: 'invalid_request_error' }],
  ['error401', OpenAI.AuthenticationError, 401, { code: 'upstream_unauthorized' }],
  ['error403', OpenAI.PermissionDeniedError, 403, {}],
  ['revoked', OpenAI.PermissionDeniedError, 403, {}],
  ['error404', OpenAI.NotFoundError, 404, { code: 'model_not_found' }],
  ['error413', OpenAI.APIError, 413, {}],
  ['error429', OpenAI.RateLimitError, 429, { code: 'rate_limit_exceeded' }],
  ['error429plan', OpenAI.RateLimitError, 429, { code: 'usage_limit_reached' }],
  ['error500', OpenAI.InternalServerError, 500, {}],
  ['error529', OpenAI.InternalServerError, 503, {}],
];

for (const [scenario, kind, status, fields] of BY_STATUS) {
  for (const stream of [false, true]) {
    test(`${scenario} raises its class (stream: ${stream})`, async () => {
      await assert.rejects(completions.create(ask(scenario, { stream })), (error) => {
        assert.ok(error instanceof kind, `${error?.constructor?.name}: ${error}`);
        assert.equal(error.status, status);
        assert.deepEqual(Object.keys(error.error).sort(), ['code', 'message', 'param', 'type']);
        assert.ok(error.error.message && error.type, `${JSON.stringify(error.error)}`);
        for (const [field, value] of Object.entries(fields)) assert.equal(error[field], value);
        assert.ok(error.requestID);
        assert.equal(error.headers.get('request-id'), error.requestID);
        return true;
      });
    });
  }
}

test('limits say when to come back', async () => {
  const refused = (scenario) => completions.create(ask(scenario)).catch((error) => error.headers);
  assert.equal((await refused('error429')).get('retry-after'), '1');
  const plan = await refused('error429plan');
  assert.deepEqual([plan.get('retry-after'), plan.get('x-should-retry')], ['3600', 'false']);
});

test('an overloaded provider is tried again by the SDK, a plan limit is not', async () => {
  for (const [scenario, tries] of [
    ['error529', 2],
    ['error429plan', 1],
  ]) {
    const word = mark();
    await assert.rejects(proxied({ maxRetries: 1 }).chat.completions.create(ask(scenario, {}, word)));
    assert.equal((await requests(word)).length, tries);
  }
});

test('a flaky provider answers in the end', async () => {
  const word = mark();
  const answer = await proxied({ maxRetries: 3 }).chat.completions.create(ask('flaky', {}, word));
  assert.ok(answer.choices[0].message.content);
  assert.ok((await requests(word)).length > 1);
});

test('a slow provider meets the timeout of the client', async () => {
  const asked = completions.create(ask('slow_first:5000'), { timeout: 500 });
  await assert.rejects(asked, OpenAI.APIConnectionTimeoutError);
});

for (const scenario of ['mid_error', 'cut', 'reset', 'cut_mid_event']) {
  test(`a stream that breaks raises: ${scenario}`, async () => {
    const pieces = [];
    const read = async () => {
      const stream = await completions.create(ask(scenario, { stream: true }));
      for await (const chunk of stream) pieces.push(chunk.choices[0].delta.content ?? '');
    };
    await assert.rejects(read, (error) => {
      assert.ok(error instanceof OpenAI.APIError, `${error?.constructor?.name}: ${error}`);
      assert.ok(error.error?.message, `${error}`);
      return true;
    });
    assert.ok(pieces.join(''), 'what came before is lost');
    await assert.rejects(completions.stream(ask(scenario)).finalChatCompletion(), OpenAI.APIError);
  });

  test(`a whole answer cannot be had from it: ${scenario}`, async () => {
    await assert.rejects(completions.create(ask(scenario)), (error) => {
      assert.ok(error instanceof OpenAI.InternalServerError, `${error?.constructor?.name}: ${error}`);
      assert.ok(error.error.message);
      return true;
    });
  });
}
