// caching-layers: "Single flight, as above, allows one load per process"
// caching-layers: "cache-aside: read the cache, on a miss read the database and store the result with a TTL"
import assert from 'node:assert/strict';
import { block, evaluate, sleep } from '../kit.mjs';

const stored = new Map();
let loads = 0;
let fail = false;
const redis = { get: async (key) => stored.get(key) ?? null, set: async (key, value, { EX }) => { stored.set(key, value); assert.ok(EX >= 300 && EX < 360); } };
const db = { findProduct: async (id) => {
  loads += 1;
  await sleep(10);
  if (fail) throw new Error('down');
  return { id };
} };
const { product, inflight } = await evaluate(block('caching-layers'), { redis, db }, ['product', 'inflight']);
const all = await Promise.all(Array.from({ length: 50 }, () => product(7)));
assert.ok(all.every((one) => one.id === 7));
assert.equal(loads, 1);
await product(7);
assert.equal(loads, 1);
assert.equal(inflight.size, 0);
fail = true;
await assert.rejects(product(8), { message: 'down' });
assert.equal(inflight.size, 0);
