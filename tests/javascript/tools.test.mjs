import assert from 'node:assert/strict';
import test from 'node:test';

import { betaTool } from './sdk.mjs';
import { WEATHER_TOOL, ask, mark, proxied, requests, textOf } from './stage.mjs';

const client = proxied();

test('a tool loop by hand', async () => {
  const word = mark();
  const asked = ask('tool', { tools: [WEATHER_TOOL] }, word);
  const call = await client.messages.create(asked);
  assert.equal(call.stop_reason, 'tool_use');
  const use = call.content.find((block) => block.type === 'tool_use');
  const result = { type: 'tool_result', tool_use_id: use.id, content: `sunny in ${use.input.city}` };
  asked.messages.push({ role: 'assistant', content: call.content }, { role: 'user', content: [result] });
  const final = await client.messages.create(asked);
  assert.equal(final.stop_reason, 'end_turn');
  assert.ok(textOf(final));
  const [, second] = await requests(word);
  assert.deepEqual(second.body.messages.at(-1).content, [result]);
});

test('parallel calls keep their order and ids', async () => {
  const message = await client.messages.stream(ask('parallel', { tools: [WEATHER_TOOL] })).finalMessage();
  const calls = message.content.filter((block) => block.type === 'tool_use');
  assert.ok(calls.length >= 2);
  assert.equal(new Set(calls.map((call) => call.id)).size, calls.length);
});

for (const stream of [false, true]) {
  test(`the tool runner keeps the history (stream: ${stream})`, async () => {
    const asked = [];
    const weather = betaTool({
      name: 'get_weather',
      description: 'Current weather of a city',
      inputSchema: WEATHER_TOOL.input_schema,
      run: ({ city }) => {
        asked.push(city);
        return `sunny in ${city}`;
      },
    });
    const word = mark();
    const runner = client.beta.messages.toolRunner({ ...ask('tool', { tools: [weather] }, word), stream });
    const final = await runner.runUntilDone();
    assert.equal(final.stop_reason, 'end_turn');
    assert.equal(asked.length, 1);
    const entries = await requests(word);
    assert.ok('thread' in entries[0].body);
    const last = entries.at(-1).body;
    assert.ok(!('thread' in last));
    assert.deepEqual(last.messages.map((message) => message.role), ['user', 'assistant', 'user']);
  });
}
