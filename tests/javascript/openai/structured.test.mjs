import assert from 'node:assert/strict';
import test from 'node:test';

import { OpenAI, WEATHER_TOOL, ask, bodies, mark, proxied, z, zodFunction, zodResponseFormat } from './stage.mjs';

const { completions } = proxied().chat;
const Person = z.object({
  name: z.string(),
  age: z.number().int(),
  nick: z.string().nullable(),
  children: z.array(z.object({ name: z.string() })),
});
const response_format = zodResponseFormat(Person, 'person');
const ADA = { name: 'Ada', age: 36, nick: 'hello', children: [{ name: 'Ada' }] };

test('parse gives an object of the schema', async () => {
  const word = mark();
  const { message } = (await completions.parse(ask('structured', { response_format }, word))).choices[0];
  assert.deepEqual(message.parsed, ADA);
  const [{ output_config, tools }] = await bodies(word);
  assert.equal(output_config.format.type, 'json_schema');
  assert.deepEqual(Object.keys(output_config.format.schema.properties).sort(), Object.keys(ADA).sort());
  assert.equal(tools, undefined);
});

test('the stream helper parses too', async () => {
  const stream = completions.stream(ask('structured', { response_format }));
  const snapshots = [];
  stream.on('content.delta', ({ parsed }) => snapshots.push(parsed));
  const { message } = (await stream.finalChatCompletion()).choices[0];
  assert.deepEqual(message.parsed, ADA);
  assert.deepEqual(snapshots.at(-1), ADA);
});

test('the arguments of strict tools are parsed', async () => {
  const parameters = z.object({ city: z.string(), days: z.number().int() });
  const tools = [zodFunction({ name: 'get_weather', parameters })];
  const word = mark();
  const { message } = (await completions.parse(ask('tool', { tools }, word))).choices[0];
  assert.deepEqual(message.tool_calls[0].function.parsed_arguments, { city: 'Oslo', days: 2 });
  assert.equal((await bodies(word))[0].tools[0].strict, true);
});

test('a schema by hand, and the effort beside it', async () => {
  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const format = { type: 'json_schema', json_schema: { name: 'person', schema } };
  const word = mark();
  const asked = ask('structured', { response_format: format, reasoning_effort: 'low' }, word);
  const { message } = (await completions.create(asked)).choices[0];
  assert.deepEqual(JSON.parse(message.content), { name: 'Ada' });
  const [{ output_config }] = await bodies(word);
  assert.equal(output_config.effort, 'low');
  assert.equal(output_config.format.schema.additionalProperties, false);
});

test('json_object is asked for in words', async () => {
  const asked = ask('structured', { response_format: { type: 'json_object' } });
  const { data } = await completions.create(asked).withResponse();
  assert.equal(JSON.parse(data.choices[0].message.content).name, 'Ada');
});

test('an answer that is cut short raises in parse', async () => {
  const asked = ask('max_tokens', { response_format });
  await assert.rejects(completions.parse(asked), OpenAI.LengthFinishReasonError ?? /length limit/);
});

test('tools and a format go together', async () => {
  const word = mark();
  const asked = ask('tool', { response_format, tools: [WEATHER_TOOL] }, word);
  const { message } = (await completions.create(asked)).choices[0];
  assert.equal(message.tool_calls.length, 1);
  asked.messages.push(message, { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'sunny' });
  await completions.create(asked);
  const [, second] = await bodies(word);
  assert.ok(second.output_config.format.schema);
  assert.equal(second.tools.length, 1);
});
