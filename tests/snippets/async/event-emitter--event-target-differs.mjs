// event-emitter: "`EventTarget` is the web standard: event objects, `once` and `signal` options, no special `error`, and a throw in a listener does not reach the caller."
import assert from 'node:assert/strict';

const uncaught = [];
process.on('uncaughtException', (err) => uncaught.push(err.message));
const target = new EventTarget();
const ran = [];
target.addEventListener('x', () => { throw new Error('in listener'); });
target.addEventListener('x', () => ran.push('second'), { once: true });
const stop = new AbortController();
target.addEventListener('x', () => ran.push('third'), { signal: stop.signal });
target.dispatchEvent(new Event('x'));
assert.deepEqual(ran, ['second', 'third']);
stop.abort();
target.dispatchEvent(new Event('x'));
target.dispatchEvent(new Event('error')); // nobody listens, nothing happens
assert.deepEqual(ran, ['second', 'third']);
process.on('exit', () => assert.deepEqual(uncaught, ['in listener', 'in listener']));
