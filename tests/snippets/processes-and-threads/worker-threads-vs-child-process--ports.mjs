// worker-threads-vs-child-process: "A transferred `ArrayBuffer` changes hands without a copy, and a `SharedArrayBuffer` is visible to both sides at once."
// worker-threads-vs-child-process: "const moved = [image.buffer, port2];"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { block, evaluate } from '../kit.mjs';

const worker = new Worker(`
  require('node:worker_threads').parentPort.on('message', ({ image, port }) => {
    port.postMessage({ result: image.length });
    port.close();
  });
`, { eval: true });
const image = new Uint8Array(1_000_000);
const result = new Promise((reply) => evaluate(block('worker-threads-vs-child-process'), { MessageChannel, worker, image, reply }));
assert.equal(image.length, 0);
assert.equal(await result, 1_000_000);
await worker.terminate();
