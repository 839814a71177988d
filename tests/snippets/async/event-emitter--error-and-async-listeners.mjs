// event-emitter: "Emitting `error` throws if nobody listens, and usually ends the process."
// event-emitter: "`captureRejections` routes it to `error`; the emitter still does not wait"
// design-patterns: "an async listener's rejection goes unhandled and may end the process, unless `captureRejections` is on"
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { program, sleep } from '../kit.mjs';

assert.throws(() => new EventEmitter().emit('error', new Error('unheard')), { message: 'unheard' });
const child = program(`
  const bus = new (require('node:events'))();
  bus.on('done', async () => { throw new Error('async'); });
  bus.emit('done');
`);
assert.equal(child.status, 1);

const jobs = new EventEmitter({ captureRejections: true });
const errors = [];
let notified = false;
jobs.on('error', (err) => errors.push(err.message));
jobs.on('done', async () => { await sleep(5); notified = true; throw new Error('async'); });
jobs.emit('done');
assert.equal(notified, false);
await sleep(30);
assert.deepEqual(errors, ['async']);
