// throttling-vs-debouncing: "This throttle has only the leading edge, so the last scroll position is lost"
// throttling-vs-debouncing: "A debounce waits until calls have stopped for a while and then runs once."
import assert from 'node:assert/strict';
import { block, evaluate, sleep } from '../kit.mjs';

const { debounce, throttle } = await evaluate(block('throttling-vs-debouncing'), {}, ['debounce', 'throttle']);
const debounced = [];
const throttled = [];
const later = debounce((n) => debounced.push(n), 150);
const now = throttle((n) => throttled.push(n), 10_000);
for (let n = 1; n <= 5; n++) {
  later(n);
  now(n);
  await sleep(5);
}
assert.deepEqual(debounced, []);
await sleep(300);
assert.deepEqual(debounced, [5]);
assert.deepEqual(throttled, [1]);
