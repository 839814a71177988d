// single-threaded-tradeoffs: "The counter may drop by one, as both may read the same value"
// single-threaded-tradeoffs: "A callback runs to its end without interruption."
// race-conditions: "functions interleave at every `await`"
import assert from 'node:assert/strict';
import { sleep } from '../kit.mjs';

let stored = 10;
const get = async () => { await sleep(5); return stored; };
const set = async (value) => { await sleep(5); stored = value; };
const decrement = async () => {
  const n = await get();
  await set(n - 1);
};
await Promise.all([decrement(), decrement()]);
assert.equal(stored, 9);
