// pdf-processing-design: "Racing a promise against a timer only stops the waiting, while the worker goes on burning its core."
// pdf-processing-design: "So on a timeout we terminate the worker, the wait ends, and a fresh worker takes the slot."
// pdf-processing-design: "A worker in a tight loop reads no messages."
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { block, evaluate, sleep } from '../kit.mjs';

const shared = new Int32Array(new SharedArrayBuffer(4));
const createWorker = () => new Worker(`
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.on('message', (job) => {
    if (job.stuck) for (;;) workerData[0] += 1;
    parentPort.postMessage({ id: job.id, pages: 3 });
  });
  parentPort.postMessage('ready');
`, { eval: true, workerData: shared });

// What the text says of it
const replyFrom = (worker, id) => new Promise((resolve, reject) => {
  let cause;
  worker.on('message', (message) => { if (message.id === id) resolve(message); });
  worker.on('error', (err) => { cause = err; });
  worker.on('exit', () => reject(cause ?? new Error('the worker is gone')));
});

const worker = createWorker();
await once(worker, 'message');
worker.postMessage({ id: 1, stuck: true });
await assert.rejects(Promise.race([once(worker, 'message'), sleep(50).then(() => { throw new Error('timeout'); })]));
worker.postMessage({ id: 2 }); // a polite request
const sofar = shared[0];
await sleep(50);
assert.notEqual(shared[0], sofar);
await worker.terminate();
assert.equal(worker.threadId, -1);

const { run } = await evaluate(block('pdf-processing-design'), { createWorker, replyFrom }, ['run']);
const slot = { worker: createWorker() };
const first = slot.worker;
await once(first, 'message');
assert.equal((await run(slot, { id: 1 }, 1_000)).pages, 3);
await assert.rejects(run(slot, { id: 2, stuck: true }, 50), { message: 'the worker is gone' });
assert.notEqual(slot.worker, first);
assert.equal((await run(slot, { id: 3 }, 5_000)).pages, 3);
await slot.worker.terminate();
