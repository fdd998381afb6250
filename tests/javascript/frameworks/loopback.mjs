// Nobody phones home: a connection to anywhere but this machine fails, and fails the tests.
import { isIP, Socket } from 'node:net';
import { after } from 'node:test';
import assert from 'node:assert/strict';

const attempts = [];
const { connect } = Socket.prototype;

const isHere = (host) => ['localhost', '::1'].includes(host) || (isIP(host) === 4 && host.startsWith('127.'));

Socket.prototype.connect = function connectHere(...given) {
  const [[options] = []] = Array.isArray(given[0]) ? given : [given];
  const host = options?.host ?? 'localhost';
  if (!options?.path && !isHere(host)) {
    attempts.push(host);
    throw new Error(`the tests connect to this machine only, not to ${host}`);
  }
  return connect.apply(this, given);
};

after(() => assert.deepEqual(attempts, []));
