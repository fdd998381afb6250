// Chat Completions with GPT models: translated for Codex and for a plan, as it came with a key.
import assert from 'node:assert/strict';

import { PDF, PNG } from '../samples.mjs';
import { CITY, CODEX, GPT, KEY, PLAN, TEXT, all, each, mark, z, zodFunction, zodResponseFormat } from './stage.mjs';

const WEATHER_TOOL = { type: 'function', function: { name: 'get_weather', description: 'Weather', parameters: CITY } };

/** By a key, newer models take no functions here while they reason (OpenAI's own refusal): this one does. */
const withTools = (of) => (of === KEY ? { model: 'openai/gpt-5.1' } : {});

const WAYS = {
  whole: (of, asked) => of.openai().chat.completions.create(asked),
  streamed: (of, asked) => of.openai().chat.completions.stream(asked).finalChatCompletion(),
};

for (const [way, complete] of Object.entries(WAYS)) {
  each(GPT, `a completion, ${way}`, async (of) => {
    const answer = await complete(of, of.chat('text'));
    const [{ message, finish_reason }] = answer.choices;
    assert.deepEqual([message.content, finish_reason, answer.object], [TEXT, 'stop', 'chat.completion']);
  });

  each(GPT, `tools are called several at a time, and answered, ${way}`, async (of) => {
    for (const [scenario, count] of [['tool', 1], ['parallel:3', 3]]) {
      const asked = of.chat(scenario, { tools: [WEATHER_TOOL], ...withTools(of) });
      const [{ message, finish_reason }] = (await complete(of, asked)).choices;
      assert.equal(finish_reason, 'tool_calls');
      const calls = message.tool_calls;
      const cities = calls.map((call) => JSON.parse(call.function.arguments).city);
      assert.deepEqual(cities, ['Oslo', 'Bergen', 'Oslo'].slice(0, count));
      const { role, content, tool_calls } = JSON.parse(JSON.stringify(message));
      for (const call of tool_calls) delete call.function.parsed_arguments;
      asked.messages.push({ role, content, tool_calls });
      for (const { id } of calls) asked.messages.push({ role: 'tool', tool_call_id: id, content: id });
      const quoted = calls.map((call) => `"${call.id}"`).join(', ');
      assert.equal((await complete(of, asked)).choices[0].message.content, `The tools answered: ${quoted}.`);
    }
  });

  each(GPT, `images and files reach the model, ${way}`, async (of) => {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
    const file = { type: 'file', file: { filename: 'page.pdf', file_data: `data:application/pdf;base64,${PDF}` } };
    const bytes = (data) => Buffer.from(data, 'base64').length;
    for (const [part, scenario, seen] of [
      [image, 'image', `1 image(s): image/png, ${bytes(PNG)} bytes.`],
      [file, 'document', `1 file(s): page.pdf, application/pdf, ${bytes(PDF)} bytes.`],
    ]) {
      const content = [part, { type: 'text', text: of.prompt(scenario) }];
      const answer = await complete(of, { model: of.model, messages: [{ role: 'user', content }] });
      assert.equal(answer.choices[0].message.content, seen);
    }
  });

  each([CODEX, PLAN], `system messages, efforts and stops are translated, ${way}`, async (of) => {
    const word = mark();
    const asked = of.chat('text', { reasoning_effort: 'high', stop: [' fake'] }, word);
    asked.messages.unshift({ role: 'system', content: 'Be brief. ☃' });
    assert.equal((await complete(of, asked)).choices[0].message.content, 'hello from');
    const [body] = await of.upstream.bodies(word);
    assert.deepEqual([body.instructions, body.reasoning.effort], ['Be brief. ☃', 'high']);
  });
}

each(GPT, 'the usage chunk comes last', async (of) => {
  const asked = of.chat('text', { stream: true, stream_options: { include_usage: true } });
  const chunks = await all(await of.openai().chat.completions.create(asked));
  const last = chunks.pop();
  assert.deepEqual(last.choices, []);
  assert.ok(last.usage.total_tokens > 0);
  assert.equal(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join(''), TEXT);
});

each(GPT, 'an answer is held to a schema by zod, and parsed', async (of) => {
  const person = z.object({ name: z.string(), age: z.number() });
  const asked = of.chat('structured', { response_format: zodResponseFormat(person, 'person') });
  const { completions } = of.openai().chat;
  for (const answer of [await completions.parse(asked), await completions.stream(asked).finalChatCompletion()]) {
    assert.equal(answer.choices[0].message.parsed.name, 'Ada');
  }
});

for (const stream of [false, true]) {
  each(GPT, `runTools runs the tools to the end (stream: ${stream})`, async (of) => {
    const cities = [];
    const weather = zodFunction({
      name: 'get_weather',
      parameters: z.object({ city: z.string() }),
      function: ({ city }) => {
        cities.push(city);
        return `sunny in ${city}`;
      },
    });
    const asked = of.chat('parallel', { tools: [weather], stream, ...withTools(of) });
    const content = await of.openai().chat.completions.runTools(asked).finalContent();
    assert.equal(content, 'The tools answered: "sunny in Oslo", "sunny in Bergen".');
    assert.deepEqual(cities, ['Oslo', 'Bergen']);
  });
}
