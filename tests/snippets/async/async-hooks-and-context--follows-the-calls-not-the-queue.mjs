// async-hooks-and-context: "Pushing a plain function captures nothing; it would have to be bound."
// async-hooks-and-context: "The store in which the loop itself was started, or none"
// async-hooks-and-context: "the job is stored by one request and run later from a loop that belongs to another, or to none"
// trace-context-propagation: "unless they are bound with `AsyncResource.bind()`"
import assert from 'node:assert/strict';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import fs from 'node:fs';
import { sleep } from '../kit.mjs';

const als = new AsyncLocalStorage();
const id = () => als.getStore()?.id;

// Through awaits, timers, microtasks, I/O
await Promise.all(['a', 'b'].map((name) => als.run({ id: name }, async () => {
  await sleep(5);
  assert.equal(id(), name);
  await new Promise((done) => fs.stat('.', () => { assert.equal(id(), name); done(); }));
  await new Promise((done) => process.nextTick(() => { assert.equal(id(), name); done(); }));
})));
assert.equal(id(), undefined);

// Not through a queue of one's own
const queue = [];
const seen = [];
const consumer = (async () => {
  while (seen.length < 2) {
    queue.shift()?.();
    await sleep(1);
  }
})();
als.run({ id: 'c' }, () => queue.push(() => seen.push(id())));
als.run({ id: 'd' }, () => queue.push(AsyncResource.bind(() => seen.push(id()))));
await consumer;
assert.deepEqual(seen, [undefined, 'd']);
