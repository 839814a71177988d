// nexttick-vs-setimmediate: "// ES module: sync, microtask, tick, immediate"
// nexttick-vs-setimmediate: "At the top level of an ES module it is the other way round"
import assert from 'node:assert/strict';

const order = [];
setImmediate(() => order.push('immediate'));
process.nextTick(() => order.push('tick'));
queueMicrotask(() => order.push('microtask'));
order.push('sync');
process.on('exit', () => assert.deepEqual(order, ['sync', 'microtask', 'tick', 'immediate']));
