// Claude by OpenAI's Responses API.
import assert from 'node:assert/strict';
import test from 'node:test';

import { PNG, SOURCES } from '../samples.mjs';
import { MODEL, OpenAI, WEATHER_TOOL, all, bodies, mark, prompt, proxied } from './stage.mjs';

const { responses } = proxied();
const TEXT = 'hello from fake upstream';
const TOOL = { type: 'function', strict: false, ...WEATHER_TOOL.function };

const WAYS = {
  whole: (asked) => responses.create(asked),
  streamed: (asked) => responses.stream(asked).finalResponse(),
};

/** Parameters of `responses.create` for `scenario`. */
function ask(scenario, more = {}, word = '') {
  return { model: MODEL, input: [{ role: 'user', content: prompt(scenario, word) }], ...more };
}

for (const [way, respond] of Object.entries(WAYS)) {
  test(`text arrives by the Responses API (${way})`, async () => {
    const answer = await respond(ask('text'));
    assert.deepEqual([answer.status, answer.output_text, answer.model], ['completed', TEXT, MODEL]);
    assert.ok(answer.usage.output_tokens > 0);
  });

  test(`a tool loop by the Responses API (${way})`, async () => {
    const asked = ask('tool', { tools: [TOOL] });
    const answer = await respond(asked);
    const [call] = answer.output.filter(({ type }) => type === 'function_call');
    assert.equal(call.name, 'get_weather');
    const { city } = JSON.parse(call.arguments);
    asked.input.push(...answer.output, { type: 'function_call_output', call_id: call.call_id, output: `sunny in ${city}` });
    assert.equal((await respond(asked)).output_text, `The tools answered: "sunny in ${city}".`);
  });

  test(`an image and a conversation reach the provider by the Responses API (${way})`, async () => {
    const word = mark();
    const picture = { type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' };
    const asked = ask('image');
    asked.input = [{ role: 'user', content: [picture, { type: 'input_text', text: prompt('image', word) }] }];
    const answer = await respond(asked);
    assert.match(answer.output_text, /^1 image\(s\): image\/png, \d+ bytes\.$/);
    asked.input.push(...answer.output, { role: 'user', content: 'And then?' });
    assert.equal((await respond(asked)).output_text, TEXT);
    const [, { messages }] = await bodies(word);
    assert.deepEqual(messages.map(({ role }) => role), ['user', 'assistant', 'user']);
    assert.deepEqual(messages[0].content[0].source, SOURCES.png);
  });
}

test('the events of a response are numbered and come in order', async () => {
  const events = await all(await responses.create(ask('text', { stream: true })));
  assert.equal(events[0].type, 'response.created');
  assert.equal(events.at(-1).type, 'response.completed');
  assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, at) => at));
  const pieces = events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
  assert.equal(pieces.join(''), TEXT);
});

test('an error of the provider raises its class by the Responses API', async () => {
  await assert.rejects(responses.create(ask('error429')), OpenAI.RateLimitError);
  await assert.rejects(responses.create(ask('error400', { stream: true })), OpenAI.BadRequestError);
});
