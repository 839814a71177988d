// event-loop-phases: "a callback that computes for 300 ms makes all other callbacks wait 300 ms"
// event-loop-phases: "A delay is a lower bound."
const assert = require('node:assert/strict');

const start = performance.now();
setImmediate(() => {
  while (performance.now() - start < 300);
});
setTimeout(() => assert.ok(performance.now() - start >= 300), 20);
