// How long a stream stays open upstream after its client has let go.
import assert from 'node:assert/strict';

import { anthropic, mark } from './fake.mjs';

// The median of a few, since one scheduling delay of a busy machine says nothing about the gateway.
const ROUNDS = 5;
// The `claude` command, which is a process between, hears of it by a signal.
const AT_ONCE = process.env.CLAUDE_MODE === 'code' ? 0.2 : 0.1;

/** Now, in the fake's seconds. */
export const seconds = () => (performance.timeOrigin + performance.now()) / 1000;

/**
 * Checks that `upstream` loses its client at once. `close` opens a stream that never ends, marked with the word that it
 * is given, closes it, and gives the moment before.
 */
export async function letsGoAtOnce(close, upstream = anthropic) {
  const delays = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const word = mark();
    const closed = await close(word);
    const stream = await upstream.endedStream(word);
    assert.equal(stream.how, 'client_gone');
    delays.push(stream.ended - closed);
  }
  const waited = delays.sort((a, b) => a - b)[ROUNDS >> 1];
  assert.ok(waited < AT_ONCE, `${waited} s`);
}
