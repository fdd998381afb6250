// The gateway must not be seen: each scenario runs with and without it, and the SDK must give the same.
import assert from 'node:assert/strict';
import test from 'node:test';

import { PERSON_SCHEMA, WEATHER_TOOL, ask, direct, proxied } from './stage.mjs';

const TOOLS = { tools: [WEATHER_TOOL] };
const THINKING = { thinking: { type: 'adaptive' } };
const FORMAT = { output_config: { format: { type: 'json_schema', schema: PERSON_SCHEMA } } };

// Scenarios that end by themselves, with what they need beside the prompt.
const SCENARIOS = {
  text: {},
  tool: TOOLS,
  parallel: TOOLS,
  thinking: THINKING,
  redacted: THINKING,
  structured: FORMAT,
  refusal: {},
  max_tokens: {},
  stop_sequence: { stop_sequences: ['END'] },
  pause: {},
  image: {},
  echo: {},
  'long:2': {},
  error400: {},
  error401: {},
  error403: {},
  error404: {},
  error413: {},
  error429: {},
  error429plan: {},
  error500: {},
  error529: {},
  credential: {},
  revoked: {},
  mid_error: {},
  'slow:40': {},
  'slow_first:300': {},
  'slow_first_event:300': {},
  gzip: {},
  huge_event: {},
};

// A hostile provider writes byte by byte, which takes the SDK minutes for the largest events.
if (process.env.FAKE_MODE === 'hostile') delete SCENARIOS.huge_event;

// Streams that break off: alone the SDK may not say why, behind the gateway it must.
const BROKEN = ['cut', 'reset', 'cut_mid_event'];

/** What a program can see of an exception, but for ids that differ from one request to the next. */
function failure(error) {
  const headers = error.headers instanceof Headers ? error.headers : new Headers();
  const body = error.error && { ...error.error, request_id: Boolean(error.error.request_id) };
  return {
    class: error.constructor.name,
    status: error.status,
    type: error.type,
    message: error.apiMessage,
    body,
    requestID: Boolean(error.requestID),
    retry: [headers.get('retry-after'), headers.get('x-should-retry')],
    limits: [...headers.keys()].filter((name) => name.includes('ratelimit')).sort(),
  };
}

/** An SDK object without what its transport adds. */
function plain(message) {
  return JSON.parse(JSON.stringify(message));
}

async function create(client, asked) {
  try {
    return { message: plain(await client.messages.create(asked)) };
  } catch (error) {
    return { error: failure(error) };
  }
}

async function stream(client, asked) {
  const events = [];
  try {
    const stream = client.messages.stream(asked);
    for await (const event of stream) events.push(plain(event));
    return { events, message: plain(await stream.finalMessage()) };
  } catch (error) {
    return { events, error: failure(error) };
  }
}

for (const [scenario, more] of Object.entries(SCENARIOS)) {
  test(`${scenario}: create`, async () => {
    const asked = ask(scenario, more);
    assert.deepEqual(await create(proxied(), asked), await create(direct(), asked));
  });
  test(`${scenario}: stream`, async () => {
    const asked = ask(scenario, more);
    assert.deepEqual(await stream(proxied(), asked), await stream(direct(), asked));
  });
}

for (const scenario of BROKEN) {
  test(`${scenario}: what came before the break is the same`, async () => {
    const ours = await stream(proxied(), ask(scenario));
    const theirs = await stream(direct(), ask(scenario));
    assert.deepEqual(ours.events, theirs.events);
    assert.notEqual(ours.events.length, 0);
    assert.equal(ours.error.body.type, 'error');
    assert.ok(ours.error.message);
  });
}

test('the comparison sees answers', async () => {
  assert.equal((await create(proxied(), ask('text'))).error, undefined);
  assert.ok((await stream(proxied(), ask('text'))).message.content[0].text);
  assert.equal((await create(proxied(), ask('error429'))).error.status, 429);
});
