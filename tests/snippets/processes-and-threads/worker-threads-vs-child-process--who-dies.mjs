// worker-threads-vs-child-process: "the process dies only if nobody listens for that event"
// worker-threads-vs-child-process: "| Crash | a native fault ends everything | only the child dies |"
// worker-threads-vs-child-process: "In a worker it ends that worker only, with an `error` event"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { program } from '../kit.mjs';

const thrower = new Worker("throw new Error('inside')", { eval: true });
const [err] = await once(thrower, 'error');
assert.equal(err.message, 'inside');

const unheard = program(`
  const { Worker } = require('node:worker_threads');
  new Worker("throw new Error('inside')", { eval: true });
  setTimeout(() => console.log('alive'), 3_000);
`);
assert.equal(unheard.status, 1);
assert.equal(unheard.stdout, '');

// A segmentation fault, as native code would cause it
const fault = "process.kill(process.pid, 'SIGSEGV');";
const thread = program(`
  const { Worker } = require('node:worker_threads');
  const worker = new Worker(${JSON.stringify(fault)}, { eval: true });
  worker.on('error', () => {});
  setTimeout(() => console.log('alive'), 3_000);
`);
assert.equal(thread.signal, 'SIGSEGV');
assert.equal(thread.stdout, '');
if (process.argv[2] === 'child') {
  process.kill(process.pid, 'SIGSEGV');
} else {
  const child = fork(import.meta.filename, ['child'], { execArgv: ['-e', fault] });
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGSEGV']);
}
