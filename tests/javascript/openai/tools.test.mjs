import assert from 'node:assert/strict';
import test from 'node:test';

import { WAYS, WEATHER_TOOL, all, ask, bodies, mark, proxied, z, zodFunction } from './stage.mjs';

const { completions } = proxied().chat;

for (const [way, complete] of Object.entries(WAYS)) {
  test(`a tool loop by hand (${way})`, async () => {
    const word = mark();
    const asked = ask('tool', { tools: [WEATHER_TOOL] }, word);
    const [{ message, finish_reason }] = (await complete(asked)).choices;
    assert.equal(finish_reason, 'tool_calls');
    assert.equal(message.content, 'I will use a tool.');
    const [call] = message.tool_calls;
    assert.match(call.id, /^toolu_/);
    assert.equal(call.type, 'function');
    assert.equal(call.function.name, 'get_weather');
    const { city } = JSON.parse(call.function.arguments);
    asked.messages.push(message, { role: 'tool', tool_call_id: call.id, content: `sunny in ${city}` });
    const [final] = (await complete(asked)).choices;
    assert.equal(final.finish_reason, 'stop');
    assert.equal(final.message.content, `The tools answered: "sunny in ${city}".`);

    const [, { messages }] = await bodies(word);
    assert.deepEqual(messages.map(({ role }) => role), ['user', 'assistant', 'user']);
    const use = { type: 'tool_use', id: call.id, name: 'get_weather', input: { city } };
    assert.deepEqual(messages[1].content, [{ type: 'text', text: 'I will use a tool.' }, use]);
    const [result] = messages[2].content;
    assert.equal(result.type, 'tool_result');
    assert.equal(result.tool_use_id, call.id);
  });

  test(`parallel calls keep their order, and so do their results (${way})`, async () => {
    const word = mark();
    const asked = ask('parallel:3', { tools: [WEATHER_TOOL] }, word);
    const { message } = (await complete(asked)).choices[0];
    const ids = message.tool_calls.map((call) => call.id);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(message.tool_calls.map((call) => JSON.parse(call.function.arguments).city), ['Oslo', 'Bergen', 'Oslo']);
    asked.messages.push(message);
    for (const id of ids) asked.messages.push({ role: 'tool', tool_call_id: id, content: `for ${id}` });
    const final = (await complete(asked)).choices[0].message.content;
    assert.equal(final, `The tools answered: ${ids.map((id) => `"for ${id}"`).join(', ')}.`);
    const [, { messages }] = await bodies(word);
    assert.equal(messages.length, 3);
    assert.deepEqual(messages[2].content.map((block) => block.tool_use_id), ids);
  });

  test(`one call at a time, where the client wants it (${way})`, async () => {
    const asked = ask('parallel', { tools: [WEATHER_TOOL], parallel_tool_calls: false });
    assert.equal((await complete(asked)).choices[0].message.tool_calls.length, 1);
  });
}

test('the deltas of calls are indexed', async () => {
  const chunks = await all(await completions.create(ask('parallel', { tools: [WEATHER_TOOL], stream: true })));
  const deltas = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
  for (const index of [0, 1]) {
    const [first, ...rest] = deltas.filter((delta) => delta.index === index);
    assert.match(first.id, /^toolu_/);
    assert.equal(first.function.name, 'get_weather');
    const pieces = [first, ...rest].map((delta) => delta.function.arguments ?? '');
    assert.ok(JSON.parse(pieces.join('')).city);
  }
});

test('the choice of tools is translated', async () => {
  const named = { type: 'function', function: { name: 'get_weather' } };
  for (const [tool_choice, expected] of [
    ['auto', { type: 'auto' }],
    ['required', { type: 'any' }],
    [named, { type: 'tool', name: 'get_weather' }],
    ['none', { type: 'none' }],
  ]) {
    const word = mark();
    const { message } = (await completions.create(ask('tool', { tools: [WEATHER_TOOL], tool_choice }, word))).choices[0];
    assert.equal(Boolean(message.tool_calls), tool_choice !== 'none');
    assert.deepEqual((await bodies(word))[0].tool_choice, expected);
  }
});

for (const stream of [false, true]) {
  test(`runTools runs the tools to the end (stream: ${stream})`, async () => {
    const word = mark();
    const cities = [];
    const weather = zodFunction({
      name: 'get_weather',
      description: 'Current weather of a city',
      parameters: z.object({ city: z.string(), days: z.number().int() }),
      function: ({ city, days }) => {
        assert.ok(Number.isInteger(days));
        cities.push(city);
        return `sunny in ${city}`;
      },
    });
    const runner = completions.runTools({ ...ask('parallel', { tools: [weather] }, word), stream });
    assert.equal(await runner.finalContent(), 'The tools answered: "sunny in Oslo", "sunny in Bergen".');
    assert.deepEqual(cities, ['Oslo', 'Bergen']);
    const sent = await bodies(word);
    assert.equal(sent.length, 2);
    assert.equal(sent[1].messages.at(-1).content.length, 2);
  });
}
