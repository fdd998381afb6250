import assert from 'node:assert/strict';
import test from 'node:test';

import { WAYS, WEATHER_TOOL, all, ask, bodies, mark, proxied } from './stage.mjs';

const { completions } = proxied().chat;
const THOUGHT = 'Let me think about it. The answer is short.';
const BUDGETED = 'claude-sonnet-4-5';
const ALWAYS = 'claude-opus-5-5';

async function sent(more) {
  const word = mark();
  await completions.create(ask('text', more, word));
  return (await bodies(word))[0];
}

test('the effort reaches models that adapt their thinking', async () => {
  for (const [reasoning_effort, effort] of [
    ['minimal', 'low'],
    ['low', 'low'],
    ['medium', 'medium'],
    ['high', 'high'],
  ]) {
    const body = await sent({ reasoning_effort });
    assert.equal(body.thinking.type, 'adaptive');
    assert.equal(body.output_config.effort, effort);
  }
});

test('models that think by budget get one that grows with the effort', async () => {
  const budgets = [];
  for (const reasoning_effort of ['minimal', 'low', 'medium', 'high']) {
    const { thinking, max_tokens } = await sent({ reasoning_effort, model: BUDGETED, max_completion_tokens: 20_000 });
    assert.equal(thinking.type, 'enabled');
    assert.ok(max_tokens > thinking.budget_tokens, `${max_tokens} ${thinking.budget_tokens}`);
    budgets.push(thinking.budget_tokens);
  }
  assert.deepEqual(budgets, [1024, 4096, 8192, 16384]);
});

test('no effort means no thinking, where the model lets it be', async () => {
  assert.equal((await sent({ reasoning_effort: 'none' })).thinking.type, 'disabled');
  const answer = completions.create(ask('text', { model: ALWAYS, reasoning_effort: 'none' }));
  const { data, response } = await answer.withResponse();
  assert.ok(data.choices[0].message.content);
  assert.match(response.headers.get('x-ccproxy-ignored'), /reasoning_effort/);
});

for (const [way, complete] of Object.entries(WAYS)) {
  test(`thinking is counted, and kept back unless it is asked for (${way})`, async () => {
    const more = { reasoning_effort: 'high', stream_options: { include_usage: true } };
    if (way === 'whole') delete more.stream_options;
    const answer = await complete(ask('thinking', more));
    const { message } = answer.choices[0];
    assert.equal(message.content, 'hello from fake upstream');
    assert.equal(message.reasoning_content, undefined);
    assert.ok(answer.usage.completion_tokens_details.reasoning_tokens > 0);
  });

  test(`signed thinking goes back to the provider behind a tool call (${way})`, async () => {
    for (const model of [ALWAYS, BUDGETED]) {
      const word = mark();
      const asked = ask('thinking_tool', { model, tools: [WEATHER_TOOL], reasoning_effort: 'high' }, word);
      const { message } = (await complete(asked)).choices[0];
      const [call] = message.tool_calls;
      asked.messages.push(message, { role: 'tool', tool_call_id: call.id, content: 'sunny' });
      assert.equal((await complete(asked)).choices[0].message.content, 'The tools answered: "sunny".');
      const [, { messages }] = await bodies(word);
      const [thought, ...rest] = messages[1].content;
      assert.equal(thought.type, 'thinking');
      assert.ok(thought.signature);
      assert.deepEqual(rest.map((block) => block.type), ['text', 'tool_use']);
    }
  });
}

test('reasoning_content by include_reasoning', async () => {
  const more = { reasoning_effort: 'high', include_reasoning: true };
  const { message } = (await completions.create(ask('thinking', more))).choices[0];
  assert.equal(message.reasoning_content, THOUGHT);
  assert.equal(message.content, 'hello from fake upstream');

  const chunks = await all(await completions.create(ask('thinking', { ...more, stream: true })));
  const deltas = chunks.map((chunk) => chunk.choices[0].delta);
  assert.equal(deltas.map((delta) => delta.reasoning_content ?? '').join(''), THOUGHT);
  const firstText = deltas.findIndex((delta) => delta.content);
  assert.ok(deltas.slice(firstText).every((delta) => !delta.reasoning_content), 'thinking comes before the text');
});

test('redacted thinking says nothing', async () => {
  const { message } = (await completions.create(ask('redacted', { include_reasoning: true }))).choices[0];
  assert.equal(message.reasoning_content ?? '', '');
  assert.equal(message.content, 'hello from fake upstream');
});
