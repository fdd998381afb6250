import assert from 'node:assert/strict';
import test from 'node:test';

import { MODEL, all, ask, proxied } from './stage.mjs';

const { completions } = proxied().chat;
const asStream = { stream: true };

test('an answer arrives whole', async () => {
  const before = Math.floor(Date.now() / 1000);
  const answer = await completions.create(ask('text'));
  const [choice] = answer.choices;
  assert.equal(choice.message.role, 'assistant');
  assert.equal(choice.message.content, 'hello from fake upstream');
  assert.equal(choice.finish_reason, 'stop');
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.model, MODEL);
  assert.match(answer.id, /^chatcmpl-./);
  assert.ok(answer.created >= before && answer.created <= Date.now() / 1000 + 1);
  assert.ok(answer._request_id);
});

test('usage is counted', async () => {
  const { usage } = await completions.create(ask('text'));
  assert.ok(usage.prompt_tokens > 0);
  assert.ok(usage.completion_tokens > 0);
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
});

test('chunks are those of one completion', async () => {
  const chunks = await all(await completions.create(ask('text', asStream)));
  const [first] = chunks;
  assert.equal(first.choices[0].delta.role, 'assistant');
  assert.match(first.id, /^chatcmpl-./);
  for (const chunk of chunks) {
    assert.equal(chunk.object, 'chat.completion.chunk');
    assert.deepEqual([chunk.id, chunk.created, chunk.model], [first.id, first.created, MODEL]);
    assert.equal(chunk.usage ?? null, null);
  }
  const pieces = chunks.map((chunk) => chunk.choices[0].delta.content ?? '');
  assert.equal(pieces.join(''), 'hello from fake upstream');
  assert.ok(pieces.filter(Boolean).length > 1);
  assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
});

test('the usage chunk comes last, where it is asked for', async () => {
  const more = { ...asStream, stream_options: { include_usage: true } };
  const chunks = await all(await completions.create(ask('text', more)));
  const last = chunks.pop();
  assert.deepEqual(last.choices, []);
  assert.deepEqual(last.usage, (await completions.create(ask('text'))).usage);
  for (const chunk of chunks) assert.equal(chunk.usage ?? null, null);
});

test('the stream helper fires its events and gives what the whole answer gives', async () => {
  const pieces = [];
  const stream = completions.stream(ask('text')).on('content', (piece) => pieces.push(piece));
  const streamed = await stream.finalChatCompletion();
  assert.equal(pieces.join(''), await stream.finalContent());
  const whole = await completions.create(ask('text'));
  assert.equal(streamed.choices[0].message.content, whole.choices[0].message.content);
  assert.equal(streamed.choices[0].finish_reason, whole.choices[0].finish_reason);
});

test('odd characters and long texts arrive unchanged', async () => {
  const { content } = (await completions.create(ask('unicode'))).choices[0].message;
  assert.equal(content, 'Grüße aus Zürich — 你好 🦀👩‍💻 \u2028\ufeff e\u0301 "quoted" \\ back\tslash\nline');
  for (const scenario of ['unicode', 'long:32', 'huge_event']) {
    const whole = (await completions.create(ask(scenario))).choices[0].message.content;
    const stream = completions.stream(ask(scenario));
    assert.equal(await stream.finalContent(), whole);
  }
});

test('chunks arrive as they are sent', async () => {
  const arrivals = [];
  for await (const chunk of await completions.create(ask('slow:100', asStream))) {
    if (chunk.choices[0]?.delta.content) arrivals.push(performance.now());
  }
  assert.ok(arrivals.at(-1) - arrivals[0] > 200, 'the whole answer came at once');
});

test('finish reasons are translated', async () => {
  for (const [scenario, reason] of [
    ['max_tokens', 'length'],
    ['context_window', 'length'],
    ['pause', 'stop'],
    ['refusal', 'content_filter'],
  ]) {
    const { choices } = await completions.create(ask(scenario));
    assert.equal(choices[0].finish_reason, reason);
    const chunks = await all(await completions.create(ask(scenario, asStream)));
    assert.equal(chunks.at(-1).choices[0].finish_reason, reason);
  }
});
