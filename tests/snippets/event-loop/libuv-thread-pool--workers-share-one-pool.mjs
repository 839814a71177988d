// libuv-thread-pool: "Each process has its own pool; all worker threads of one process share a single pool."
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  const { Worker } = require('node:worker_threads');
  const { pbkdf2 } = require('node:crypto');
  const worker = new Worker(
    "const { parentPort } = require('node:worker_threads');" +
    "parentPort.once('message', () => require('node:fs').stat('.', () => parentPort.postMessage('stat')));" +
    "parentPort.postMessage('ready');", { eval: true });
  let hashed = false;
  worker.on('message', (message) => {
    if (message === 'ready') {
      pbkdf2('pw', 'salt', 500_000, 64, 'sha512', () => { hashed = true; });
      worker.postMessage('go');
    } else {
      console.log(hashed ? 'waited' : 'at once');
      process.exit();
    }
  });
`, { env: { UV_THREADPOOL_SIZE: '1' } });
assert.equal(child.stdout, 'waited\n', child.stderr);
