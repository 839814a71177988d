// event-loop-phases: "Inside an I/O callback, `setImmediate` always beats a zero timer"
// event-loop-phases: "// tick, promise, immediate, timeout"
// nexttick-vs-setimmediate: "An immediate scheduled in an I/O callback still runs in the same iteration"
const assert = require('node:assert/strict');
const fs = require('node:fs');

let rounds = 0;
function round() {
  const order = [];
  fs.readFile(__filename, () => {
    setTimeout(() => order.push('timeout'), 0);
    setImmediate(() => order.push('immediate'));
    Promise.resolve().then(() => order.push('promise'));
    process.nextTick(() => order.push('tick'));
    setTimeout(() => {
      assert.deepEqual(order, ['tick', 'promise', 'immediate', 'timeout']);
      rounds += 1;
      if (rounds < 20) round();
    }, 5);
  });
}
round();
process.on('exit', () => assert.equal(rounds, 20));
