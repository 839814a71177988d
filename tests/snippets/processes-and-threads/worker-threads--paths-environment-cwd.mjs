// worker-threads: "A relative string path is resolved against the working directory, not the file, hence the URL."
// worker-threads: "A worker gets a copy of the environment by default, and `process.chdir()` throws."
// worker-threads: "It may, with `Atomics.wait`, but that freezes all requests; await a message or `Atomics.waitAsync` instead."
// heap-vs-stack: "4 MB by default, set by `resourceLimits.stackSizeMb`."
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { program } from '../kit.mjs';

const started = program({
  'main.cjs': "process.chdir('sub'); new (require('node:worker_threads').Worker)('./w.cjs');",
  'w.cjs': "console.log('beside the file');",
  'sub/w.cjs': "console.log('in the working directory');",
});
assert.equal(started.stdout, 'in the working directory\n');

const worker = new Worker(`
  const { parentPort, resourceLimits, workerData } = require('node:worker_threads');
  process.env.SNIPPET = 'changed in the worker';
  let chdir;
  try { process.chdir('/'); } catch (err) { chdir = err.code; }
  setTimeout(() => { Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0); }, 20);
  parentPort.postMessage({ chdir, stack: resourceLimits.stackSizeMb });
`, { eval: true, workerData: new Int32Array(new SharedArrayBuffer(4)) });
const [{ chdir, stack }] = await once(worker, 'message');
assert.equal(chdir, 'ERR_WORKER_UNSUPPORTED_OPERATION');
assert.equal(stack, 4);
assert.equal(process.env.SNIPPET, undefined);

const cell = new Int32Array(new SharedArrayBuffer(4));
setTimeout(() => Atomics.notify(cell, 0), 10);
assert.equal(Atomics.wait(cell, 0, 0, 50), 'timed-out'); // the timer could not run meanwhile
setTimeout(() => Atomics.notify(cell, 0), 10);
assert.equal(await Atomics.waitAsync(cell, 0, 0, 5_000).value, 'ok');
