// libuv-thread-pool: "The default is four threads."
// libuv-thread-pool: "When all threads are busy, further tasks wait in a queue."
// libuv-thread-pool: "the size is read once, at first use"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

// Whether a look at a file comes before the first of so many hashes is ready
const first = (hashes, env = {}, prelude = '') => {
  const child = program(`
    const { pbkdf2 } = require('node:crypto');
    const fs = require('node:fs');
    fs.stat('.', () => {
      ${prelude}
      let hashed = false;
      for (let i = 0; i < ${hashes}; i++) pbkdf2('pw', 'salt', 100_000, 64, 'sha512', () => { hashed = true; });
      fs.stat('.', () => { console.log(hashed ? 'waited' : 'at once'); process.exit(); });
    });
  `, { env: { UV_THREADPOOL_SIZE: undefined, ...env } });
  return child.stdout.trim();
};
assert.equal(first(3), 'at once');
assert.equal(first(4), 'waited');
assert.equal(first(4, { UV_THREADPOOL_SIZE: '5' }), 'at once');
assert.equal(first(4, {}, "process.env.UV_THREADPOOL_SIZE = '8';"), 'waited');
