// The Responses API: text, tools, images, files, and answers that are held to a schema.
import assert from 'node:assert/strict';

import { PDF, PNG } from '../samples.mjs';
import { ALL, CITY, CLAUDE, CODEX, KEY, PLAN, TEXT, all, each, mark, plain } from './stage.mjs';
import { z, zodResponsesFunction, zodTextFormat } from './stage.mjs';

const WEATHER_TOOL = { type: 'function', name: 'get_weather', description: 'Weather', strict: false, parameters: CITY };

/** The ways to a whole response. */
const WAYS = {
  whole: (of, asked) => of.openai().responses.create(asked),
  streamed: async (of, asked) => plain(await of.openai().responses.stream(asked).finalResponse()),
};

const callsOf = (answer) => answer.output.filter((item) => item.type === 'function_call');
const outputFor = (call, output) => ({ type: 'function_call_output', call_id: call.call_id, output });

for (const [way, respond] of Object.entries(WAYS)) {
  each(ALL, `a response, ${way}`, async (of) => {
    const answer = await respond(of, of.respond('text'));
    assert.equal(answer.output_text, TEXT);
    assert.deepEqual([answer.object, answer.status], ['response', 'completed']);
    const { input_tokens, output_tokens, total_tokens } = answer.usage;
    assert.ok(input_tokens > 0 && output_tokens > 0);
    assert.equal(total_tokens, input_tokens + output_tokens);
  });

  each(ALL, `tools are called several at a time, and answered, ${way}`, async (of) => {
    for (const [scenario, count] of [['tool', 1], ['parallel:3', 3]]) {
      const asked = of.respond(scenario, { tools: [WEATHER_TOOL] });
      const answer = await respond(of, asked);
      const calls = callsOf(answer);
      const cities = calls.map((call) => JSON.parse(call.arguments).city);
      assert.deepEqual(cities, ['Oslo', 'Bergen', 'Oslo'].slice(0, count));
      asked.input.push(...answer.output, ...calls.map((call) => outputFor(call, call.call_id)));
      const quoted = calls.map((call) => `"${call.call_id}"`).join(', ');
      assert.equal((await respond(of, asked)).output_text, `The tools answered: ${quoted}.`);
    }
  });

  each(ALL, `a custom tool gets and gives text, ${way}`, async (of) => {
    const format = { type: 'grammar', syntax: 'regex', definition: '(?s).+' };
    const asked = of.respond('custom', { tools: [{ type: 'custom', name: 'run', description: 'Runs', format }] });
    const answer = await respond(of, asked);
    const call = answer.output.find((item) => item.type === 'custom_tool_call');
    assert.match(call.input, /hello/);
    asked.input.push(...answer.output, { type: 'custom_tool_call_output', call_id: call.call_id, output: 'done' });
    assert.equal((await respond(of, asked)).output_text, 'The tools answered: "done".');
  });

  each(ALL, `images and files reach the model, ${way}`, async (of) => {
    const image = { type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' };
    const file = { type: 'input_file', filename: 'page.pdf', file_data: `data:application/pdf;base64,${PDF}` };
    const show = async (part, scenario) => {
      const content = [part, { type: 'input_text', text: of.prompt(scenario) }];
      return (await respond(of, { model: of.model, input: [{ role: 'user', content }] })).output_text;
    };
    assert.equal(await show(image, 'image'), `1 image(s): image/png, ${Buffer.from(PNG, 'base64').length} bytes.`);
    const seen = await show(file, 'document');
    assert.match(seen, /page\.pdf/);
    assert.ok(seen.includes(`${Buffer.from(PDF, 'base64').length} bytes`), seen);
  });

  // The Codex backend may leave them out, and the helper of streams gives what the last event has.
  each([CODEX, PLAN], `an answer whose last event has no items is whole, ${way}`, async (of) => {
    assert.equal((await respond(of, of.respond('empty_output'))).output_text, TEXT);
  });

  each(ALL, `a refusal is no text, ${way}`, async (of) => {
    const { output } = await respond(of, of.respond('refusal'));
    assert.deepEqual(output.flatMap((item) => item.content).map((part) => part.type), ['refusal']);
  });
}

each(ALL, 'the events of a stream are numbered, and begin and end as they must', async (of) => {
  const stream = await of.openai().responses.create(of.respond('text', { stream: true }));
  const events = (await all(stream)).filter((event) => !event.type.startsWith('codex.'));
  assert.deepEqual(events.slice(0, 2).map((event) => event.type), ['response.created', 'response.in_progress']);
  assert.equal(events.at(-1).type, 'response.completed');
  for (let at = 1; at < events.length; at += 1) assert.ok(events[at].sequence_number > events[at - 1].sequence_number);
  const deltas = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta);
  assert.ok(deltas.length > 1);
  assert.equal(deltas.join(''), TEXT);
});

each(ALL, 'instructions and developer messages reach the model', async (of) => {
  const word = mark();
  const asked = of.respond('text', { instructions: 'Be brief. ☃' }, word);
  asked.input.unshift({ role: 'developer', content: 'Be kind.' });
  assert.equal((await of.openai().responses.create(asked)).output_text, TEXT);
  const [body] = await of.upstream.bodies(word);
  const said = JSON.stringify(of === CLAUDE ? body.system : [body.instructions, body.input]);
  assert.ok(said.indexOf('Be brief. ☃') >= 0 && said.indexOf('Be brief. ☃') < said.indexOf('Be kind.'), said);
});

const PERSON = z.object({ name: z.string(), age: z.number() });

each(ALL, 'an answer is held to a schema by zod, and parsed', async (of) => {
  const asked = of.respond('structured', { text: { format: zodTextFormat(PERSON, 'person') } });
  const { responses } = of.openai();
  for (const answer of [await responses.parse(asked), await responses.stream(asked).finalResponse()]) {
    assert.equal(answer.output_parsed.name, 'Ada');
    assert.equal(typeof answer.output_parsed.age, 'number');
  }
});

each(ALL, 'the arguments of strict tools are parsed', async (of) => {
  const tool = zodResponsesFunction({ name: 'get_weather', parameters: z.object({ city: z.string() }) });
  const answer = await of.openai().responses.parse(of.respond('parallel', { tools: [tool] }));
  assert.deepEqual(callsOf(answer).map((call) => call.parsed_arguments), [{ city: 'Oslo' }, { city: 'Bergen' }]);
});

each(ALL, 'a cut answer is incomplete and says why', async (of) => {
  const asked = of.respond('incomplete');
  const { responses } = of.openai();
  for (const answer of [await responses.create(asked), await responses.stream(asked).finalResponse()]) {
    assert.equal(answer.status, 'incomplete');
    assert.equal(answer.incomplete_details.reason, 'max_output_tokens');
    assert.ok(answer.output_text && TEXT.startsWith(answer.output_text));
  }
});

each([CLAUDE, CODEX, PLAN], 'hints without a counterpart are ignored and named', async (of) => {
  const asked = of.respond('text', { max_output_tokens: 512, temperature: 0.5, user: 'me' });
  const { data, response } = await of.openai().responses.create(asked).withResponse();
  assert.equal(data.output_text, TEXT);
  const ignored = response.headers.get('x-ccproxy-ignored');
  for (const name of ['temperature', 'user']) assert.ok(ignored.includes(name), ignored);
  assert.equal(ignored.includes('max_output_tokens'), of !== CLAUDE, ignored);
});

each([KEY], "a request that goes by a key is the client's own", async (of) => {
  const word = mark();
  const asked = of.respond('text', { max_output_tokens: 512, metadata: { mine: 'yes' }, store: true }, word);
  await of.openai().responses.create(asked);
  const [body] = await of.upstream.bodies(word);
  assert.deepEqual(body, { ...asked, model: 'gpt-6.1-sol' });
});
