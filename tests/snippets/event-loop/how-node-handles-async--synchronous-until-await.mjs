// how-node-handles-async: "No, it runs synchronously up to its first `await`."
// how-node-handles-async: "The continuation after `await` is queued as a microtask"
// avoid-blocking-event-loop: "synchronous code in an async function blocks as before; only real asynchronous operations give way"
import assert from 'node:assert/strict';

const order = [];
async function f() {
  order.push('first lines');
  await null;
  order.push('after await');
}
const promise = f();
order.push('caller goes on');
setTimeout(() => order.push('timer'), 0);
await promise;
assert.deepEqual(order, ['first lines', 'caller goes on', 'after await']);
