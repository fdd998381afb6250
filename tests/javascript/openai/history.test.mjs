import assert from 'node:assert/strict';
import test from 'node:test';

import { longHistory, turnsOf } from '../samples.mjs';
import { MODEL, WAYS, WEATHER_TOOL, bodies, mark, prompt } from './stage.mjs';

for (const [way, complete] of Object.entries(WAYS)) {
  test(`of a history of more than 1 MiB nothing is lost (${way})`, async () => {
    const word = mark();
    const messages = [...longHistory(), { role: 'user', content: prompt('text', word) }];
    assert.ok(JSON.stringify(messages).length > 1 << 20);
    assert.ok((await complete({ model: MODEL, messages })).choices[0].message.content);
    const [body] = await bodies(word);
    assert.deepEqual(turnsOf(body), messages);
  });
}

test('a history of many tool calls is kept, call by call', async () => {
  const word = mark();
  const calls = 100;
  const messages = [{ role: 'user', content: `Begin. ${word}` }];
  for (let number = 0; number < calls; number += 1) {
    const id = `call_${number}`;
    const call = { id, type: 'function', function: { name: 'get_weather', arguments: `{"city":"city ${number}"}` } };
    messages.push({ role: 'assistant', content: null, tool_calls: [call] });
    messages.push({ role: 'tool', tool_call_id: id, content: `weather ${number}` });
  }
  await WAYS.whole({ model: MODEL, messages, tools: [WEATHER_TOOL] });
  const [body] = await bodies(word);
  const blocks = body.messages.slice(1).flatMap((message) => message.content);
  const uses = blocks.filter((block) => block.type === 'tool_use');
  const results = blocks.filter((block) => block.type === 'tool_result');
  for (let number = 0; number < calls; number += 1) {
    assert.deepEqual([uses[number].id, uses[number].input], [`call_${number}`, { city: `city ${number}` }]);
    assert.equal(results[number].tool_use_id, `call_${number}`);
    assert.match(JSON.stringify(results[number].content), new RegExp(`"weather ${number}"`));
  }
  assert.deepEqual([uses.length, results.length], [calls, calls]);
});
