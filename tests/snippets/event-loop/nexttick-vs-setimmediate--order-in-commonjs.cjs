// nexttick-vs-setimmediate: "// CommonJS: sync, tick, microtask, immediate"
// nexttick-vs-setimmediate: "In CommonJS the nextTick queue is drained before promise microtasks."
const assert = require('node:assert/strict');

const order = [];
setImmediate(() => order.push('immediate'));
process.nextTick(() => order.push('tick'));
queueMicrotask(() => order.push('microtask'));
order.push('sync');
process.on('exit', () => assert.deepEqual(order, ['sync', 'tick', 'microtask', 'immediate']));
