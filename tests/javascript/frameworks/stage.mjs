// What the frameworks are asked, and where.
import './loopback.mjs';

import { load } from '../modules.mjs';

export * from '../fake.mjs';

export const { z } = load('zod');

const { CCPROXY_URL } = process.env;

// Where each vendor's clients are pointed.
export const ANTHROPIC_URL = CCPROXY_URL;
export const OPENAI_URL = `${CCPROXY_URL}/openai/v1`;

export const Person = z.object({
  name: z.string(),
  age: z.number().int(),
  children: z.array(z.object({ name: z.string() })),
});
export const ADA = { name: 'Ada', age: 36, children: [{ name: 'Ada' }] };

export const WEATHER = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input: z.object({ city: z.string() }),
  run: ({ city }) => `sunny in ${city}`,
};

// What the fake says.
export const TEXT = 'hello from fake upstream';
export const THOUGHT = 'Let me think about it. The answer is short.';
export const PNG_SEEN = '1 image(s): image/png, 69 bytes.';
export const PICTURE_SEEN = '1 image(s): url https://example.test/a.png.';
export const ONE_CITY = 'The tools answered: "sunny in Oslo".';
export const BOTH_CITIES = 'The tools answered: "sunny in Oslo", "sunny in Bergen".';

/** Whether a body of the Messages format holds an image or document of `source`. */
export function hasSource(body, source) {
  const sources = body.messages.flatMap(({ content }) => content).map((block) => block.source);
  const same = ({ type, media_type, data, url } = {}) =>
    type === source.type && media_type === source.media_type && data === source.data && url === source.url;
  return sources.some(same);
}

/** Checks that upstream loses its client within a second of `closed`, the fake's time. */
export function soonAfter(stream, closed) {
  return stream.how === 'client_gone' && stream.ended - closed < 1;
}
