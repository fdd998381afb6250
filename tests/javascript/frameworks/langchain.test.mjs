// LangChain: ChatOpenAI through Chat Completions, ChatAnthropic through Messages.
import assert from 'node:assert/strict';
import test from 'node:test';

import { seconds } from '../cancel.mjs';
import { load } from '../modules.mjs';
import { PDF, PICTURE, PNG, SOURCES, longHistory, turnsOf } from '../samples.mjs';
import {
  ADA,
  ANTHROPIC_URL,
  BOTH_CITIES,
  MODEL,
  ONE_CITY,
  OPENAI_URL,
  PICTURE_SEEN,
  PNG_SEEN,
  Person,
  TEXT,
  THOUGHT,
  TOKEN,
  WEATHER,
  all,
  bodies,
  endedStream,
  hasSource,
  mark,
  prompt,
  soonAfter,
} from './stage.mjs';

process.env.LANGCHAIN_TRACING_V2 = 'false';
process.env.LANGSMITH_TRACING = 'false';

const { ChatOpenAI } = load('@langchain/openai');
const { ChatAnthropic } = load('@langchain/anthropic');
const { HumanMessage } = load('@langchain/core/messages');
const { tool } = load('@langchain/core/tools');

const usual = { model: MODEL, maxRetries: 0 };

/** Each class as its guide sets it up, with more options; and how it is told to think. */
const CLASSES = {
  openai: {
    make: (more) => new ChatOpenAI({ ...usual, apiKey: TOKEN, configuration: { baseURL: OPENAI_URL }, ...more }),
    // Its own `reasoning` is for models of OpenAI's names.
    thinking: { modelKwargs: { reasoning_effort: 'high' } },
  },
  anthropic: {
    make: (more) => new ChatAnthropic({ ...usual, apiKey: TOKEN, anthropicApiUrl: ANTHROPIC_URL, ...more }),
    thinking: { thinking: { type: 'adaptive' }, outputConfig: { effort: 'high' } },
    shows: true,
  },
};

const weather = tool(WEATHER.run, { name: WEATHER.name, description: WEATHER.description, schema: WEATHER.input });

const ERRORS = {
  error400: 'BadRequestError',
  error401: 'AuthenticationError',
  error403: 'PermissionDeniedError',
  error404: 'NotFoundError',
  error429: 'RateLimitError',
  error500: 'InternalServerError',
};

const sum = (chunks) => chunks.reduce((whole, chunk) => whole.concat(chunk));

/** A loop by hand, as LangChain's guides have it. */
async function runTools(model, scenario, ask) {
  const bound = model.bindTools([weather]);
  const messages = [new HumanMessage(prompt(scenario))];
  for (;;) {
    const answer = await ask(bound, messages);
    if (!answer.tool_calls?.length) return answer.text;
    messages.push(answer);
    for (const call of answer.tool_calls) messages.push(await weather.invoke(call));
  }
}

const WAYS = {
  whole: (model, messages) => model.invoke(messages),
  streamed: async (model, messages) => sum(await all(await model.stream(messages))),
};

for (const [name, { make, thinking, shows }] of Object.entries(CLASSES)) {
  const model = make();
  const show = (part, scenario, word) => [
    new HumanMessage({ content: [part, { type: 'text', text: prompt(scenario, word) }] }),
  ];

  test(`${name}: text arrives`, async () => {
    const answer = await model.invoke([['system', 'Be brief.'], ['user', prompt('text')]]);
    assert.equal(answer.text, TEXT);
    assert.ok(answer.usage_metadata.output_tokens > 0);
  });

  test(`${name}: text is streamed`, async () => {
    const chunks = await all(await model.stream(prompt('text')));
    assert.ok(chunks.filter((chunk) => chunk.text).length > 1);
    assert.equal(sum(chunks).text, TEXT);
  });

  for (const [way, ask] of Object.entries(WAYS)) {
    test(`${name}: tools are run (${way})`, async () => {
      assert.equal(await runTools(model, 'tool', ask), ONE_CITY);
    });

    test(`${name}: parallel tools are run (${way})`, async () => {
      assert.equal(await runTools(model, 'parallel', ask), BOTH_CITIES);
    });
  }

  test(`${name}: an image is seen`, async () => {
    const png = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
    const picture = { type: 'image_url', image_url: { url: PICTURE } };
    assert.equal((await model.invoke(show(png, 'image'))).text, PNG_SEEN);
    assert.equal((await model.invoke(show(picture, 'image'))).text, PICTURE_SEEN);
  });

  test(`${name}: a PDF is seen`, async () => {
    const word = mark();
    const pdf = {
      type: 'file',
      source_type: 'base64',
      mime_type: 'application/pdf',
      data: PDF,
      metadata: { filename: 'one.pdf' },
    };
    assert.match((await model.invoke(show(pdf, 'document', word))).text, /base64, 69 bytes/);
    assert.ok(hasSource((await bodies(word))[0], SOURCES.pdf));
  });

  test(`${name}: thinking is ${shows ? 'shown' : 'counted'}`, async () => {
    const word = mark();
    const answer = await make(thinking).invoke(prompt('thinking', word));
    assert.equal(answer.text, TEXT);
    if (shows) assert.equal(answer.contentBlocks.find((block) => block.type === 'reasoning').reasoning, THOUGHT);
    else assert.ok(answer.usage_metadata.output_token_details.reasoning > 0);
    assert.equal((await bodies(word))[0].output_config.effort, 'high');
  });

  for (const method of ['jsonSchema', 'functionCalling']) {
    test(`${name}: structured output is parsed (${method})`, async () => {
      const structured = model.withStructuredOutput(Person, { method });
      assert.deepEqual(await structured.invoke(prompt('text')), ADA);
    });
  }

  test(`${name}: stop ends the answer`, async () => {
    const answer = await model.invoke(prompt('echo', 'before HALT after'), { stop: ['HALT'] });
    assert.equal(answer.text, 'echo: Hello. before ');
  });

  test(`${name}: of a long history nothing is lost`, async () => {
    const word = mark();
    const messages = [...longHistory(), { role: 'user', content: prompt('text', word) }];
    assert.equal((await model.invoke(messages)).text, TEXT);
    assert.deepEqual(turnsOf((await bodies(word))[0]), messages);
  });

  test(`${name}: cancel closes the stream upstream`, async () => {
    const word = mark();
    const controller = new AbortController();
    const stream = await model.stream(prompt('never_ends', word), { signal: controller.signal });
    await stream.next();
    const closed = seconds();
    controller.abort();
    assert.ok(soonAfter(await endedStream(word), closed));
  });

  for (const [scenario, kind] of Object.entries(ERRORS)) {
    test(`${name}: an error raises its class: ${scenario}`, async () => {
      const is = (error) => {
        assert.equal(error.constructor.name, kind, `${error}`);
        return true;
      };
      await assert.rejects(model.invoke(prompt(scenario)), is);
      await assert.rejects(async () => all(await model.stream(prompt(scenario))), is);
    });
  }

  for (const scenario of ['mid_error', 'cut', 'reset']) {
    test(`${name}: an error in mid-stream raises: ${scenario}`, async () => {
      await assert.rejects(async () => all(await model.stream(prompt(scenario))));
    });
  }
}
