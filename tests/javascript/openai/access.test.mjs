import assert from 'node:assert/strict';
import test from 'node:test';

import { MODEL, OpenAI, TOKEN, all, ask, headersOf, mark, proxied, requests } from './stage.mjs';

test('the paths that answer', async () => {
  for (const prefix of ['/openai/v1', '/v1', '/claude/v1', '/api/v1']) {
    const answer = await proxied({}, prefix).chat.completions.create(ask('text'));
    assert.equal(answer.choices[0].message.content, 'hello from fake upstream');
  }
});

test('a wrong token raises and reaches nobody', async () => {
  const word = mark();
  const asked = proxied({ apiKey: 'wrong' }).chat.completions.create(ask('text', {}, word));
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof OpenAI.AuthenticationError, `${error?.constructor?.name}: ${error}`);
    assert.equal(error.code, 'invalid_api_key');
    assert.ok(error.requestID);
    return true;
  });
  assert.deepEqual(await requests(word), []);
});

test("the client's own credentials and headers stay here", async () => {
  const word = mark();
  const headers = { cookie: 'session=mine', 'x-secret-of-mine': 'mine' };
  const own = proxied({ organization: 'org-mine', project: 'mine' });
  await own.chat.completions.create(ask('text', {}, word), { headers });
  const [entry] = await requests(word);
  const sent = headersOf(entry);
  assert.ok(!JSON.stringify(sent).includes('mine'));
  assert.ok(!JSON.stringify(sent).includes(TOKEN));
  assert.match(sent['user-agent'], /^ccproxy\//);
  assert.equal(entry.path.split('?')[0], '/v1/messages');
});

test('the headers of the provider arrive', async () => {
  const { data, response } = await proxied().chat.completions.create(ask('text')).withResponse();
  assert.ok(data._request_id);
  assert.equal(response.headers.get('request-id'), data._request_id);
  assert.equal(response.headers.get('anthropic-ratelimit-unified-status'), 'allowed');
  assert.equal(response.headers.get('set-cookie'), null);
});

test('models are listed, and found one by one', async () => {
  for (const prefix of ['/openai/v1', '/v1']) {
    const { models } = proxied({}, prefix);
    const listed = await all(models.list());
    assert.ok(listed.some((model) => model.id === MODEL));
    for (const model of listed) {
      assert.equal(model.object, 'model');
      assert.ok(Number.isInteger(model.created) && model.owned_by, JSON.stringify(model));
    }
  }
  const found = await proxied().models.retrieve(MODEL);
  assert.deepEqual([found.id, found.object], [MODEL, 'model']);
});

test('an unknown model raises', async () => {
  const model = 'no-such-model';
  const { models, chat } = proxied();
  for (const asked of [() => models.retrieve(model), () => chat.completions.create(ask('text', { model }))]) {
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof OpenAI.NotFoundError, `${error?.constructor?.name}: ${error}`);
      assert.equal(error.code, 'model_not_found');
      return true;
    });
  }
});
