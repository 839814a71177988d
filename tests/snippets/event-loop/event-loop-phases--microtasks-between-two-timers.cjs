// event-loop-phases: "Since Node 11 they are drained after every single callback, nextTick before promises"
// event-loop-phases: "since Node 11 they run after each callback, so also between two timers of one phase"
const assert = require('node:assert/strict');

const order = [];
for (const name of ['a', 'b']) {
  setTimeout(() => {
    order.push(name);
    Promise.resolve().then(() => order.push(`${name}-promise`));
    process.nextTick(() => order.push(`${name}-tick`));
  }, 1);
}
const end = performance.now() + 10;
while (performance.now() < end); // both are due in the same phase
process.on('exit', () => {
  assert.deepEqual(order, ['a', 'a-tick', 'a-promise', 'b', 'b-tick', 'b-promise']);
});
