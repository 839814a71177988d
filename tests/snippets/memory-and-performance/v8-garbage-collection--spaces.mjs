// v8-garbage-collection: "Objects above roughly 128 KB go into large-object space and are never moved."
// v8-garbage-collection: "The bytes of `Buffer`s lie outside the heap as external memory"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  const v8 = require('node:v8');
  const used = () => {
    const spaces = v8.getHeapSpaceStatistics().filter((space) => space.space_name.includes('large_object'));
    return spaces.reduce((sum, space) => sum + space.space_used_size, 0);
  };
  const grown = (make) => { const before = used(); globalThis.kept = make(); return used() - before; };
  const external = process.memoryUsage().external;
  const result = [grown(() => new Array(10_000).fill(1)), grown(() => new Array(30_000).fill(1))];
  globalThis.buffer = Buffer.alloc(5_000_000);
  console.log(JSON.stringify([...result, process.memoryUsage().external - external]));
`);
const [small, large, external] = JSON.parse(child.stdout);
assert.equal(small, 0); // 80 KB
assert.ok(large >= 240_000, `${large}`);
assert.ok(external >= 5_000_000, `${external}`);
