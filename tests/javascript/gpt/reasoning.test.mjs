// Reasoning over the turns of a Responses conversation: home to its own model, and to no other.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ALL, CITY, CLAUDE, CODEX, KEY, TEXT, each, mark, plain } from './stage.mjs';

const THINKS = {
  store: false,
  reasoning: { effort: 'high', summary: 'auto' },
  include: ['reasoning.encrypted_content'],
  tools: [{ type: 'function', name: 'get_weather', description: 'Weather', strict: false, parameters: CITY }],
};

const WAYS = {
  whole: (of, asked) => of.openai().responses.create(asked),
  streamed: async (of, asked) => plain(await of.openai().responses.stream(asked).finalResponse()),
};

const PAIRS = [[CLAUDE, CODEX], [CLAUDE, KEY], [CODEX, KEY]].flatMap(([a, b]) => [[a, b], [b, a]]);

/** The reasoning that a request took to its provider, in either vendor's format. */
function thoughtsIn(body) {
  if (body.input) return body.input.filter((item) => item.type === 'reasoning');
  return body.messages.flatMap((message) => message.content).filter((block) => block.type === 'thinking');
}

/** One turn: reasoning, a call, its result and the answer; `input` grows by it. */
async function turn(respond, of, input) {
  input.push({ role: 'user', content: of.prompt('reasoning_tool') });
  const first = await respond(of, { ...THINKS, model: of.model, input });
  assert.equal(first.output[0].type, 'reasoning');
  assert.ok(first.output[0].encrypted_content);
  assert.match(first.output[0].summary.map((part) => part.text).join(''), /The answer is short\./);
  const call = first.output.find((item) => item.type === 'function_call');
  input.push(...first.output, { type: 'function_call_output', call_id: call.call_id, output: 'sunny' });
  const second = await respond(of, { ...THINKS, model: of.model, input });
  assert.equal(second.output_text, 'The tools answered: "sunny".');
  input.push(...second.output);
}

/** Asks once more; gives the body that reached the provider. */
async function ask(respond, of, input) {
  const word = mark();
  input.push({ role: 'user', content: of.prompt('text', word) });
  const answer = await respond(of, { ...THINKS, model: of.model, input });
  assert.equal(answer.output_text, TEXT);
  input.push(...answer.output);
  return (await of.upstream.bodies(word)).at(-1);
}

for (const [way, respond] of Object.entries(WAYS)) {
  each(ALL, `reasoning is summed up and comes home, ${way}`, async (of) => {
    const input = [];
    await turn(respond, of, input);
    assert.equal(thoughtsIn(await ask(respond, of, input)).length, 1);
  });

  for (const [before, after] of PAIRS) {
    test(`a conversation goes from ${before.name} to ${after.name} and back, ${way}`, async () => {
      const input = [];
      await turn(respond, before, input);
      const foreign = await ask(respond, after, input);
      assert.deepEqual(thoughtsIn(foreign), []);
      assert.ok(!JSON.stringify(foreign).includes('ccp1.'));
      assert.equal(thoughtsIn(await ask(respond, before, input)).length, 1);
    });
  }
}
