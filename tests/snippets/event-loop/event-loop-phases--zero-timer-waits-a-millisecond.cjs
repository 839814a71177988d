// event-loop-phases: "The zero timer is really 1 ms, and whether that has passed at the first timer check depends"
// nexttick-vs-setimmediate: "it depends on whether one millisecond has passed when timers are first checked"
const assert = require('node:assert/strict');

const order = [];
setTimeout(() => order.push('timeout'), 0);
setTimeout(() => order.push('one'), 1); // the same millisecond, so in order of creation
setImmediate(() => order.push('immediate'));
const end = performance.now() + 5;
while (performance.now() < end); // now it has passed for certain
process.on('exit', () => assert.deepEqual(order, ['timeout', 'one', 'immediate']));
