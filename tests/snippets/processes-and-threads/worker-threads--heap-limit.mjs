// worker-threads: "Beyond this heap limit the worker ends with `ERR_WORKER_OUT_OF_MEMORY` and the process lives on."
// worker-threads: "`resourceLimits` caps a worker's JavaScript heap, though not its buffers."
// heap-vs-stack: "only a worker with `resourceLimits` fails alone"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const limits = { resourceLimits: { maxOldGenerationSizeMb: 30, maxYoungGenerationSizeMb: 4 }, eval: true };
const greedy = new Worker('const all = []; for (;;) all.push({ text: [1, 2, 3, all.length] });', limits);
const [err] = await once(greedy, 'error');
assert.equal(err.code, 'ERR_WORKER_OUT_OF_MEMORY');
const buffers = new Worker(`
  const all = Array.from({ length: 10 }, () => Buffer.alloc(10_000_000, 1));
  require('node:worker_threads').parentPort.postMessage(all.length);
`, limits);
assert.deepEqual(await once(buffers, 'message'), [10]);
