// v8-garbage-collection: "semi-spaces, up to 64 MiB in Node 24 and 32 MiB in 26, less in small containers"
// v8-garbage-collection: "a larger `--max-semi-space-size` lets them die young"
import assert from 'node:assert/strict';
import os from 'node:os';
import { major, node } from '../kit.mjs';

// What is left of the limit of the whole heap beside the old generation: three semi-spaces
const semiSpace = (...flags) => {
  const old = 4096;
  const print = "require('node:v8').getHeapStatistics().heap_size_limit / 1024 / 1024";
  return (Number(node([...flags, `--max-old-space-size=${old}`, '-p', print]).stdout) - old) / 3;
};
assert.equal(semiSpace('--max-semi-space-size=16'), 16);
assert.equal(semiSpace('--max-semi-space-size=128'), 128);
const most = { 24: 64, 26: 32 }[major];
assert.ok(semiSpace() <= most);
const memory = process.constrainedMemory() || os.totalmem();
if (Math.min(memory, os.totalmem()) > 16 * 2 ** 30) assert.equal(semiSpace(), most);
