// Errors, broken streams and clients that go away, in each format, by each way to a model.
import assert from 'node:assert/strict';

import { letsGoAtOnce, seconds } from '../cancel.mjs';
import { ALL, Anthropic, GPT, KEY, OpenAI, all, each, mark } from './stage.mjs';

/** The formats, each by its SDK, with who answers in it. */
const FORMATS = {
  responses: [ALL, OpenAI, 'respond', (of, more) => of.openai(more).responses],
  chat: [GPT, OpenAI, 'chat', (of, more) => of.openai(more).chat.completions],
  messages: [GPT, Anthropic, 'message', (of, more) => of.anthropic(more).messages],
};

const CLASSES = {
  error400: ['BadRequestError', 400],
  error401: ['AuthenticationError', 401],
  error403: ['PermissionDeniedError', 403],
  error404: ['NotFoundError', 404],
  error429: ['RateLimitError', 429],
  limit: ['RateLimitError', 429],
  error500: ['InternalServerError', 500],
  overloaded: ['InternalServerError', 503],
};

const BROKEN = ['mid_error', 'cut', 'reset', 'cut_mid_event'];

for (const [format, [providers, SDK, ask, at]] of Object.entries(FORMATS)) {
  each(providers, `${format}: an error raises its class`, async (of) => {
    for (const [scenario, [kind, status]] of Object.entries(CLASSES)) {
      for (const stream of [false, true]) {
        await assert.rejects(at(of).create(of[ask](scenario, { stream })), (error) => {
          assert.ok(error instanceof SDK[kind], `${scenario}: ${error?.constructor?.name}: ${error}`);
          // Anthropic has a status of its own for this.
          const own = format === 'messages' && scenario === 'overloaded';
          assert.equal(error.status, own ? 529 : status);
          assert.ok(error.requestID);
          return true;
        });
      }
    }
  });

  each(providers, `${format}: a limit is not tried again, and a passing overload is`, async (of) => {
    const patient = at(of, { maxRetries: 1 });
    const [limited, flaky] = [mark(), mark()];
    await assert.rejects(patient.create(of[ask]('limit', {}, limited)), SDK.RateLimitError);
    await patient.create(of[ask]('flaky', {}, flaky));
    // By a key OpenAI answers for itself, and does not tell the SDK that its quota stays used up.
    const own = of === KEY && format !== 'messages';
    assert.equal((await of.upstream.requests(limited)).length, own ? 2 : 1);
    assert.equal((await of.upstream.requests(flaky)).length, 2);
  });

  each(providers, `${format}: a whole answer cannot be had from a broken one`, async (of) => {
    for (const scenario of BROKEN) {
      // By a key the broken answer itself arrives, and the SDK gives what fetch says.
      const own = of === KEY && format !== 'messages';
      await assert.rejects(at(of).create(of[ask](scenario)), own ? Error : SDK.APIError, scenario);
    }
  });

  each(providers, `${format}: leaving a stream closes it upstream`, async (of) => {
    await letsGoAtOnce(async (word) => {
      let closed;
      for await (const _ of await at(of).create(of[ask]('never_ends', { stream: true }, word))) {
        closed = seconds();
        break;
      }
      return closed;
    }, of.upstream);
  });

  each(providers, `${format}: abort() of the helper closes the stream upstream`, async (of) => {
    await letsGoAtOnce(async (word) => {
      const stream = at(of).stream(of[ask]('never_ends', {}, word));
      await stream.emitted('connect');
      while ((await of.upstream.requests(word)).length === 0);
      const closed = seconds();
      stream.abort();
      await assert.rejects(stream.done(), SDK.APIUserAbortError);
      return closed;
    }, of.upstream);
  });

  each(providers, `${format}: a model that nobody has is named`, async (of) => {
    const asked = at(of).create({ ...of[ask]('text'), model: 'nobodys-model' });
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof SDK.NotFoundError, `${error?.constructor?.name}: ${error}`);
      assert.match(error.message, /nobodys-model/);
      return true;
    });
  });
}

for (const [format, [providers, SDK, ask, at]] of Object.entries(FORMATS).slice(1)) {
  each(providers, `${format}: a broken stream raises`, async (of) => {
    for (const scenario of BROKEN) {
      const read = async () => all(await at(of).create(of[ask](scenario, { stream: true })));
      await assert.rejects(read, SDK.APIError);
      const stream = at(of).stream(of[ask](scenario));
      await assert.rejects(stream.done(), Error, scenario);
    }
  });
}

each(ALL, 'responses: a broken stream ends with a failed response, or raises', async (of) => {
  for (const scenario of BROKEN) {
    const events = [];
    try {
      const stream = await of.openai().responses.create(of.respond(scenario, { stream: true }));
      for await (const event of stream) events.push(event);
      assert.equal(events.at(-1).type, 'response.failed', scenario);
      assert.ok(events.at(-1).response.error.message);
    } catch (error) {
      // An error event is raised by the SDK.
      assert.ok(error instanceof OpenAI.APIError, `${scenario}: ${error}`);
    }
    assert.ok(events.some((event) => event.type === 'response.output_text.delta'), scenario);
    assert.ok(events.every((event) => event.type !== 'response.completed'), scenario);
  }
});

each(ALL, 'responses: what needs a store is refused and named', async (of) => {
  const stored = { previous_response_id: 'resp_1', conversation: 'conv_1', background: true, prompt: { id: 'pmpt_1' } };
  for (const [field, value] of Object.entries(stored)) {
    const word = mark();
    await assert.rejects(of.openai().responses.create(of.respond('text', { [field]: value }, word)), (error) => {
      assert.ok(error instanceof OpenAI.APIError && [400, 404].includes(error.status), `${field}: ${error}`);
      // By a key the request is the client's own, and OpenAI answers for itself.
      if (of !== KEY) assert.equal(error.param, field);
      return true;
    });
    assert.equal((await of.upstream.requests(word)).length, of === KEY ? 1 : 0);
  }
});
