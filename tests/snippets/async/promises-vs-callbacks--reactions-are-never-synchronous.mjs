// promises-vs-callbacks: "its reactions never run synchronously"
// promises-vs-callbacks: "it ignores the returned promises; use `for...of` with `await`"
import assert from 'node:assert/strict';
import { sleep } from '../kit.mjs';

const order = [];
Promise.resolve().then(() => order.push('reaction'));
order.push('sync');
await null;
assert.deepEqual(order, ['sync', 'reaction']);

let done = 0;
[1, 2, 3].forEach(async () => { await sleep(5); done += 1; });
assert.equal(done, 0);
for (const _ of [1, 2, 3]) { await sleep(5); done += 10; }
assert.ok(done >= 30);
