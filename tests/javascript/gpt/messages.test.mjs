// Anthropic's SDK with GPT models: text, tools and their runner, thinking, images, files, structured output.
import assert from 'node:assert/strict';
import test from 'node:test';

import { PDF, PNG, SOURCES } from '../samples.mjs';
import { CITY, CLAUDE, CODEX, GPT, HOSTILE, TEXT, all, betaZodTool, each, mark, z, zodOutputFormat } from './stage.mjs';

const WEATHER_TOOL = { name: 'get_weather', description: 'Weather', input_schema: CITY };
const THINKS = { thinking: { type: 'adaptive', display: 'summarized' } };

const WAYS = {
  whole: (of, asked) => of.anthropic().messages.create(asked),
  streamed: (of, asked) => of.anthropic().messages.stream(asked).finalMessage(),
};

const textsOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text);
const textOf = (message) => textsOf(message).join('');
/** The types of items or blocks, but for those that a hostile provider makes up. */
const allKindsOf = (parts) => parts.map((part) => part.type ?? 'message');
const kindsOf = (parts) => allKindsOf(parts).filter((kind) => !kind.startsWith('fake_unknown'));

/** The next turn: `answer`, and the results of its calls or another question. */
function goOn(asked, answer, content) {
  const turns = [{ role: 'assistant', content: answer.content }, { role: 'user', content }];
  return { ...asked, messages: [...asked.messages, ...turns] };
}

for (const [way, answered] of Object.entries(WAYS)) {
  each(GPT, `a message, ${way}`, async (of) => {
    const message = await answered(of, of.message('text'));
    assert.equal(textOf(message), TEXT);
    assert.deepEqual([message.role, message.stop_reason], ['assistant', 'end_turn']);
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
  });

  each(GPT, `tools are called several at a time, and answered, ${way}`, async (of) => {
    for (const [scenario, count] of [['tool', 1], ['parallel:3', 3]]) {
      const asked = of.message(scenario, { tools: [WEATHER_TOOL] });
      const call = await answered(of, asked);
      assert.equal(call.stop_reason, 'tool_use');
      const uses = call.content.filter((block) => block.type === 'tool_use');
      assert.deepEqual(uses.map((use) => use.input.city), ['Oslo', 'Bergen', 'Oslo'].slice(0, count));
      const results = uses.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: id }));
      const quoted = uses.map(({ id }) => `"${id}"`).join(', ');
      assert.equal(textOf(await answered(of, goOn(asked, call, results))), `The tools answered: ${quoted}.`);
    }
  });

  each(GPT, `thinking is signed and comes home, ${way}`, async (of) => {
    const word = mark();
    const asked = of.message('reasoning_tool', { ...THINKS, tools: [WEATHER_TOOL] }, word);
    const call = await answered(of, asked);
    const [thought] = call.content;
    const use = call.content.at(-1);
    assert.deepEqual([thought.type, use.type], ['thinking', 'tool_use']);
    assert.ok(thought.signature);
    assert.match(thought.thinking, /The answer is short\./);
    const result = { type: 'tool_result', tool_use_id: use.id, content: 'sunny' };
    assert.equal(textOf(await answered(of, goOn(asked, call, [result]))), 'The tools answered: "sunny".');
    const { input } = (await of.upstream.bodies(word)).at(-1);
    const kinds = kindsOf(input);
    assert.equal(kinds.filter((kind) => kind === 'reasoning').length, 1);
    assert.ok(kinds.indexOf('reasoning') < kinds.indexOf('function_call'));
  });

  // What a hostile provider makes up Claude cannot know: in a history it is refused, and not lost.
  test(`one conversation by turns of Claude and of a GPT model, ${way}`, { skip: HOSTILE }, async () => {
    const words = [];
    let asked = { ...CLAUDE.message('text', THINKS), messages: [] };
    for (const of of [CODEX, CLAUDE, CODEX, CLAUDE]) {
      words.push(mark());
      const question = { role: 'user', content: of.prompt('reasoning', words.at(-1)) };
      asked = { ...asked, model: of.model, messages: [...asked.messages, question] };
      const message = await answered(of, asked);
      assert.deepEqual(kindsOf(message.content), ['thinking', 'text']);
      asked.messages.push({ role: 'assistant', content: message.content });
    }
    const third = (await CODEX.upstream.bodies(words[2])).at(-1);
    assert.equal(kindsOf(third.input).filter((kind) => kind === 'reasoning').length, 1);
    const { messages } = (await CLAUDE.upstream.bodies(words[3])).at(-1);
    const kept = messages.filter(({ role }) => role === 'assistant').map(({ content }) => kindsOf(content).join());
    assert.deepEqual(kept, ['text', 'thinking,text', 'text']);
  });

  each(GPT, `images and documents reach the model, ${way}`, async (of) => {
    const bytes = (data) => Buffer.from(data, 'base64').length;
    const image = { type: 'image', source: SOURCES.png };
    const page = { type: 'document', source: SOURCES.pdf, title: 'page.pdf' };
    for (const [block, scenario, seen] of [
      [image, 'image', `1 image(s): image/png, ${bytes(PNG)} bytes.`],
      [page, 'document', `1 file(s): page.pdf, application/pdf, ${bytes(PDF)} bytes.`],
    ]) {
      const content = [block, { type: 'text', text: of.prompt(scenario) }];
      assert.equal(textOf(await answered(of, { ...of.message('text'), messages: [{ role: 'user', content }] })), seen);
    }
  });

  each(GPT, `stop sequences and stop reasons, ${way}`, async (of) => {
    const stopped = await answered(of, of.message('text', { stop_sequences: ['XX', ' fake'] }));
    assert.equal(textOf(stopped), 'hello from');
    assert.deepEqual([stopped.stop_reason, stopped.stop_sequence], ['stop_sequence', ' fake']);
    assert.equal((await answered(of, of.message('incomplete'))).stop_reason, 'max_tokens');
    assert.equal((await answered(of, of.message('refusal'))).stop_reason, 'refusal');
  });
}

each(GPT, 'the events of a stream come in their order', async (of) => {
  const events = await all(await of.anthropic().messages.create(of.message('text', { stream: true })));
  const kinds = [...new Set(events.map((event) => event.type))].filter((kind) => kind !== 'ping');
  const block = ['content_block_start', 'content_block_delta', 'content_block_stop'];
  assert.deepEqual(kinds, ['message_start', ...block, 'message_delta', 'message_stop']);
});

for (const stream of [false, true]) {
  each(GPT, `the tool runner keeps the history (stream: ${stream})`, async (of) => {
    const word = mark();
    const weather = betaZodTool({
      name: 'get_weather',
      description: 'Weather',
      inputSchema: z.object({ city: z.string() }),
      run: ({ city }) => `sunny in ${city}`,
    });
    const runner = of.anthropic().beta.messages.toolRunner({ ...of.message('tool', { tools: [weather] }, word), stream });
    assert.equal(textOf(await runner.runUntilDone()), 'The tools answered: "sunny in Oslo".');
    // There are no threads: the runner was told so, and sent the whole history anew.
    const bodies = await of.upstream.bodies(word);
    assert.equal(bodies.length, 2);
    assert.ok(kindsOf(bodies.at(-1).input).includes('function_call'));
  });
}

each(GPT, 'structured output is parsed', async (of) => {
  const format = zodOutputFormat(z.object({ name: z.string(), age: z.number() }));
  const message = await of.anthropic().messages.parse(of.message('structured', { output_config: { format } }));
  assert.equal(message.parsed_output.name, 'Ada');
});

each(GPT, 'tokens are counted here, and marked as an estimate', async (of) => {
  const { model, messages } = of.message('text', {}, 'word '.repeat(100));
  const { data, response } = await of.anthropic().messages.countTokens({ model, messages }).withResponse();
  assert.ok(data.input_tokens > 90 && data.input_tokens < 170, `${data.input_tokens}`);
  assert.equal(response.headers.get('x-ccproxy-estimated'), '1');
});
