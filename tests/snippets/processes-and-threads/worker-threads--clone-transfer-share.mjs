// worker-threads: "`postMessage` makes a structured clone, so a large object costs copying time on both sides. An `ArrayBuffer` in the transfer list moves without a copy and becomes unusable for the sender."
// worker-threads: "A `SharedArrayBuffer` is visible to both threads, and then access has to be coordinated with `Atomics`."
// worker-threads: "It is copied, so both threads have 100 MB of their own"
// single-threaded-tradeoffs: "workers share no objects; messages are copied, and only raw bytes can be shared"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(`
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (array) => {
    if (array.buffer instanceof SharedArrayBuffer) Atomics.add(array, 0, 1);
    else array[0] += 1;
    parentPort.postMessage(array[0]);
  });
`, { eval: true });
const ask = async (...message) => {
  worker.postMessage(...message);
  return (await once(worker, 'message'))[0];
};
const copied = new Uint8Array(1_000);
assert.equal(await ask(copied), 1);
assert.equal(copied[0], 0);
const moved = new Uint8Array(1_000);
assert.equal(await ask(moved, [moved.buffer]), 1);
assert.equal(moved.length, 0);
const shared = new Int32Array(new SharedArrayBuffer(4));
assert.equal(await ask(shared), 1);
assert.equal(shared[0], 1);
await worker.terminate();
