// memory-efficient-collections: "a `Float64Array` takes exactly 8 bytes each, in one block outside the heap"
// buffer-vs-string: "| Memory | bytes outside the V8 heap | in the V8 heap |"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  const before = process.memoryUsage();
  const numbers = new Float64Array(1_000_000);
  const after = process.memoryUsage();
  console.log(JSON.stringify([numbers.byteLength, after.arrayBuffers - before.arrayBuffers, after.heapUsed - before.heapUsed]));
`);
const [bytes, outside, inside] = JSON.parse(child.stdout);
assert.equal(bytes, 8_000_000);
assert.ok(outside >= 8_000_000 && outside < 8_100_000, `${outside}`);
assert.ok(inside < 500_000, `${inside}`);
